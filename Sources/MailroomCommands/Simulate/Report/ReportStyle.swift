import MailStatus

/// How the report looks: light and dark, from a phone to a wall. The colours are those of the dashboard.
enum ReportStyle {
    static let markup: Markup = """

        :root { --bg: #f4f5f2; --card: #fff; --ink: #1c2321; --faint: #5a6762; --line: #dfe4e0; --good: #2f6f5e;
          --good-bg: #e3f1ec; --warn: #8a5a00; --warn-bg: #fdf1d8; --bad: #a32a2a; --bad-bg: #fbe6e4; --c0: #2f6f5e;
          --c1: #c2741a; --track: #e9edea; }
        @media (prefers-color-scheme: dark) { :root { --bg: #141816; --card: #1d2321; --ink: #e8ece9; --faint: #9aa8a2;
          --line: #303936; --good: #7cc7ae; --good-bg: #1d362e; --warn: #efc067; --warn-bg: #3a2f17; --bad: #f29a91;
          --bad-bg: #43211f; --c0: #5bb195; --c1: #e2a553; --track: #2a322f; } }
        * { box-sizing: border-box; }
        html { color-scheme: light dark; }
        body { margin: 0; background: var(--bg); color: var(--ink); font: 15px/1.5 system-ui, "Segoe UI", Roboto, "Noto Sans",
          "DejaVu Sans", sans-serif; }
        header, main, footer { max-width: 1180px; margin: 0 auto; padding: 0 1.1rem; }
        header { padding-top: 1.2rem; }
        .brand { margin: 0; color: var(--faint); font-size: .85rem; }
        h1 { margin: 0 0 .9rem; font-size: 1.45rem; line-height: 1.25; overflow-wrap: anywhere; }
        h2 { margin: 0 0 .5rem; font-size: 1.02rem; }
        h2::first-letter { text-transform: uppercase; }
        footer { color: var(--faint); font-size: .82rem; padding-bottom: 2rem; }
        .banner { border-radius: 12px; padding: .8rem 1rem; margin: 0 0 .8rem; font-weight: 600; }
        .banner.good { background: var(--good-bg); color: var(--good); }
        .banner.warn { background: var(--warn-bg); color: var(--warn); }
        .banner.bad { background: var(--bad-bg); color: var(--bad); }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(150px, 1fr)); gap: .7rem; margin-bottom: .8rem; }
        .figure, .card { background: var(--card); border: 1px solid var(--line); border-radius: 12px; padding: .8rem 1rem; }
        .figure p { margin: 0; }
        .value { font-size: 1.7rem; font-weight: 680; line-height: 1.2; font-variant-numeric: tabular-nums; }
        .note { color: var(--faint); font-size: .85rem; margin: 0 0 .4rem; }
        .card { margin-bottom: .8rem; }
        .pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 440px), 1fr)); gap: 0 .8rem;
          align-items: start; }
        .pair > *, .card { min-width: 0; }
        .broad { grid-column: 1 / -1; }
        .wide { overflow-x: auto; }
        table { border-collapse: collapse; width: 100%; font-size: .88rem; }
        th, td { text-align: left; padding: .3rem .55rem; border-bottom: 1px solid var(--line); vertical-align: top; }
        thead th { color: var(--faint); font-weight: 560; }
        tbody th { font-weight: 560; }
        td ul { margin: 0; padding-left: 1rem; }
        .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        .confusion { font-size: .82rem; } .confusion th, .confusion td { padding: .3rem .4rem; }
        .confusion thead th:not(:first-child) { text-align: right; }
        .right { color: var(--good); background: var(--good-bg); font-weight: 650; }
        .wrong { color: var(--bad); background: var(--bad-bg); font-weight: 650; }
        .none { color: var(--faint); }
        .meter svg { width: 8rem; height: .7rem; display: block; margin-top: .35rem; }
        .track { fill: var(--track); } .fill { fill: var(--c0); }
        .chart { width: 100%; height: auto; display: block; }
        .rule { stroke: var(--line); } .tick { fill: var(--faint); font-size: 13px; }
        @media (max-width: 600px) { .tick { font-size: 19px; } .odd { display: none; } }
        .line { fill: none; stroke-width: 2; } .l0 { stroke: var(--c0); } .l1 { stroke: var(--c1); stroke-dasharray: 6 2; }
        .limit { stroke: var(--bad); stroke-width: 1.5; stroke-dasharray: 3 4; }
        .legend { list-style: none; display: flex; flex-wrap: wrap; gap: .2rem 1rem; margin: .3rem 0 .5rem; padding: 0;
          font-size: .88rem; }
        .swatch { display: inline-block; width: 1rem; height: .22rem; margin-right: .4rem; vertical-align: middle; }
        .b0 { background: var(--c0); } .b1 { background: var(--c1); } .dash { background: var(--bad); }
        summary { cursor: pointer; color: var(--faint); font-size: .88rem; }
        summary:focus-visible { outline: 3px solid var(--c0); outline-offset: 2px; border-radius: 4px; }
        @media print { body { background: #fff; } .card { break-inside: avoid; } }

        """
}
