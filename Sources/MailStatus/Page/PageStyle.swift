/// How the page looks: light and dark, from a phone to a wall.
enum PageStyle {
    static let text = """
        :root {
          --bg: #f4f5f2; --card: #ffffff; --ink: #1c2321; --faint: #63706b; --line: #dfe4e0; --accent: #2f6f5e;
          --good: #2f6f5e; --good-bg: #e3f1ec; --warn: #8a5a00; --warn-bg: #fdf1d8; --bad: #a32a2a; --bad-bg: #fbe6e4;
          --c0: #2f6f5e; --c1: #d98f2b; --c2: #4a7fb5; --c3: #a4527c; --c4: #7a8f3c; --c5: #8a8f98; --track: #e9edea;
          --shadow: 0 1px 2px rgb(20 40 30 / .06), 0 4px 16px rgb(20 40 30 / .05);
        }
        @media (prefers-color-scheme: dark) {
          :root {
            --bg: #141816; --card: #1d2321; --ink: #e8ece9; --faint: #9aa8a2; --line: #303936; --accent: #7cc7ae;
            --good: #7cc7ae; --good-bg: #1d362e; --warn: #efc067; --warn-bg: #3a2f17; --bad: #f29a91; --bad-bg: #43211f;
            --c0: #5bb195; --c1: #e2a553; --c2: #77a9dc; --c3: #cf82aa; --c4: #a6bd63; --c5: #8f979f; --track: #2a322f;
            --shadow: none;
          }
        }
        * { box-sizing: border-box; }
        html { color-scheme: light dark; }
        body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto,
          "Noto Sans", "DejaVu Sans", sans-serif; }
        a { color: var(--accent); text-underline-offset: .15em; }
        :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
        .skip { position: absolute; left: -999px; }
        .skip:focus { left: 1rem; top: .5rem; background: var(--card); padding: .5rem 1rem; z-index: 2; }
        .hidden { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
        header, main, footer { max-width: 1240px; margin: 0 auto; padding: 0 1.25rem; }
        header { display: flex; align-items: center; gap: 1rem; padding-top: 1.1rem; padding-bottom: 1.1rem; flex-wrap: wrap; }
        .brand { display: flex; align-items: center; gap: .55rem; font-weight: 700; font-size: 1.2rem; letter-spacing: -.01em;
          color: var(--ink); text-decoration: none; }
        .brand svg { width: 1.9rem; height: 1.9rem; }
        .live { margin: 0; color: var(--faint); font-size: .85rem; }
        .live.on::before, .live.off::before { content: ""; display: inline-block; width: .5rem; height: .5rem; border-radius: 50%;
          background: var(--good); margin-right: .4rem; }
        .live.off::before { background: var(--bad); }
        nav { margin-left: auto; display: flex; gap: .25rem; font-size: .88rem; }
        nav a { padding: .25rem .65rem; border-radius: 99px; text-decoration: none; color: var(--faint); }
        nav a[aria-current] { background: var(--card); color: var(--ink); box-shadow: var(--shadow); }
        main { padding-bottom: 1rem; }
        footer { color: var(--faint); padding-top: .5rem; padding-bottom: 2rem; font-size: .85rem; }
        footer a { color: inherit; }

        .banner { border-radius: 14px; padding: .9rem 1.2rem; margin-bottom: 1rem; }
        .banner.good { background: var(--good-bg); color: var(--good); }
        .banner.warn { background: var(--warn-bg); color: var(--warn); }
        .banner.bad { background: var(--bad-bg); color: var(--bad); }
        .banner-title { margin: 0; font-weight: 650; font-size: 1.1rem; display: flex; align-items: center; gap: .6rem; }
        .banner ul { margin: .35rem 0 0; padding-left: 1.6rem; color: var(--ink); }
        .dot { width: .7rem; height: .7rem; border-radius: 50%; background: currentColor; flex: none; }

        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: .8rem; margin-bottom: .8rem; }
        .figure, .card { background: var(--card); border-radius: 14px; box-shadow: var(--shadow); border: 1px solid var(--line); }
        .figure { padding: .8rem 1rem; }
        .figure p { margin: 0; }
        .figure .value { font-size: 1.75rem; font-weight: 680; letter-spacing: -.02em; line-height: 1.2;
          font-variant-numeric: tabular-nums; }
        .figure .name { font-weight: 560; }
        .figure .note { font-size: .82rem; }
        .figure.bad .value { color: var(--bad); }
        .grid { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 330px), 1fr)); gap: .8rem; align-items: start; }
        .card { padding: 1rem 1.2rem 1.1rem; min-width: 0; }
        .card.wide { grid-column: 1 / -1; }
        .card + .card { margin-top: 0; }
        article.card, article.card + .card { margin-bottom: .8rem; }
        h1 { font-size: 1.45rem; line-height: 1.25; margin: 0 0 .8rem; letter-spacing: -.01em; overflow-wrap: anywhere; }
        h2 { font-size: .95rem; margin: 0 0 .7rem; font-weight: 650; }
        .note, .faint, .empty { color: var(--faint); }
        .note, .empty { margin: .6rem 0 0; }
        .figure .note { margin: 0; }
        small { font-size: .85em; color: var(--faint); }
        code { font: .88em ui-monospace, "DejaVu Sans Mono", monospace; overflow-wrap: anywhere; }

        table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
        th, td { text-align: left; padding: .42rem .6rem .42rem 0; vertical-align: top; font-weight: 400; overflow-wrap: anywhere; }
        thead th { color: var(--faint); font-size: .82rem; font-weight: 560; padding-bottom: .25rem; }
        tbody tr { border-top: 1px solid var(--line); }
        .number { text-align: right; white-space: nowrap; }
        .bar { width: 38%; vertical-align: middle; padding-right: 0; }
        .why { text-align: right; padding-right: 0; white-space: nowrap; }
        time { white-space: nowrap; }
        .hbar { display: block; width: 100%; height: .55rem; }
        .hbar .track { fill: var(--track); }
        .chart { display: block; width: 100%; height: auto; max-height: 260px; }
        .chart .rule { stroke: var(--line); stroke-width: 1; }
        .chart .tick { fill: var(--faint); font-size: 11px; }
        .c0 { fill: var(--c0); } .c1 { fill: var(--c1); } .c2 { fill: var(--c2); } .c3 { fill: var(--c3); }
        .c4 { fill: var(--c4); } .c5 { fill: var(--c5); }
        .bg0 { background: var(--c0); } .bg1 { background: var(--c1); } .bg2 { background: var(--c2); }
        .bg3 { background: var(--c3); } .bg4 { background: var(--c4); } .bg5 { background: var(--c5); }
        rect.priority-critical { fill: var(--bad); } rect.priority-high { fill: var(--c1); }
        rect.priority-normal { fill: var(--c0); } rect.priority-low { fill: var(--c5); }
        .window-bar { fill: var(--c0); } .window-bar.nearly { fill: var(--c1); } .window-bar.full { fill: var(--bad); }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1.2rem; margin: .5rem 0 0; padding: 0; }
        .swatch { display: inline-block; width: .75rem; height: .75rem; border-radius: 3px; margin-right: .4rem; }
        details { margin-top: .5rem; }
        summary { color: var(--faint); font-size: .88rem; cursor: pointer; width: max-content; }

        .pill { display: inline-block; padding: .05rem .6rem; border-radius: 99px; font-size: .82rem; font-weight: 560;
          background: var(--track); color: var(--ink); white-space: nowrap; }
        .pill.watching { background: var(--good-bg); color: var(--good); }
        .pill.connecting, .pill.paused, .pill.priority-high { background: var(--warn-bg); color: var(--warn); }
        .pill.disconnected, .pill.priority-critical { background: var(--bad-bg); color: var(--bad); }
        .pill.simulated { background: none; border: 1px dashed var(--line); color: var(--faint); font-weight: 400; }
        .simulated-line { grid-column: 1 / -1; margin: 0; }
        ul.states, ul.plain, ul.switches { list-style: none; margin: 0; padding: 0; }
        ul.states li { display: grid; grid-template-columns: 7.2rem 1fr; gap: .6rem; padding: .4rem 0; align-items: start; }
        ul.states li + li, ul.switches li + li { border-top: 1px solid var(--line); }
        ul.states .pill { justify-self: start; }
        .window { display: grid; grid-template-columns: 4rem 1fr 4.5rem; gap: .7rem; align-items: center; padding: .15rem 0; }
        ul.switches li { display: flex; justify-content: space-between; align-items: center; gap: 1rem; padding: .35rem 0; }
        dl { display: grid; grid-template-columns: max-content 1fr; gap: .35rem 1.1rem; margin: 0; }
        dt { color: var(--faint); }
        dd { margin: 0; overflow-wrap: anywhere; }
        .fault { background: var(--bad-bg); border-radius: 10px; padding: .6rem .8rem; overflow-wrap: anywhere; }

        form { display: flex; flex-wrap: wrap; gap: .5rem; align-items: center; margin-bottom: .5rem; }
        input { font: inherit; color: inherit; background: var(--bg); border: 1px solid var(--line); border-radius: 8px;
          padding: .3rem .6rem; flex: 1 1 9rem; min-width: 0; }
        button { font: inherit; font-size: .9rem; color: var(--accent); background: transparent; border: 1px solid var(--accent);
          border-radius: 8px; padding: .2rem .8rem; cursor: pointer; }
        button:hover { background: var(--good-bg); }
        button:disabled { opacity: .5; }
        #outcome { margin: .5rem 0 0; } #outcome.good { color: var(--good); } #outcome.bad { color: var(--bad); }

        .steps, .steps ul { list-style: none; margin: 0; padding: 0; }
        .steps > li { border-left: 3px solid var(--line); padding: .15rem 0 .15rem .9rem; margin-bottom: .55rem; }
        .steps > li.yes { border-left-color: var(--good); }
        .steps > li.unknown { border-left-color: var(--warn); }
        .steps p { margin: 0; }
        .steps ul { padding-left: 1.1rem; }
        .steps li li { padding: .12rem 0; overflow-wrap: anywhere; }
        .steps li.no { color: var(--faint); }
        .verdict { display: inline-block; min-width: 2.6rem; font-size: .82rem; font-weight: 650; }
        li.yes > .verdict, li.yes > p > .verdict { color: var(--good); }
        li.unknown > .verdict, li.unknown > p > .verdict { color: var(--warn); }
        .effect { color: var(--accent); font-weight: 560; }

        @media (max-width: 720px) {
          header, main, footer { padding-left: .8rem; padding-right: .8rem; }
          .figures { grid-template-columns: 1fr 1fr; }
          table.stacked thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
          table.stacked, table.stacked tbody, table.stacked tr, table.stacked td { display: block; }
          table.stacked tr { padding: .55rem 0; }
          table.stacked td { display: grid; grid-template-columns: 6.6rem 1fr; padding: .12rem 0; text-align: left; }
          table.stacked td::before { content: attr(data-name); color: var(--faint); font-size: .85rem; }
          table.stacked td > * { grid-column: 2; justify-self: start; }
          table.stacked td br { display: none; }
        }
        @media (prefers-reduced-motion: no-preference) { rect { transition: width .4s, height .4s, y .4s; } }
        """
}
