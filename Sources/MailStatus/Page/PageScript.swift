/// What makes the page follow the events. Everything works without it.
enum PageScript {
    static let text = """
        'use strict';
        (() => {
          const live = document.getElementById('live');
          if (!live || !window.EventSource) return;
          const announcement = document.getElementById('announcement');
          const verdict = () => (document.getElementById('verdict') || {}).textContent || '';
          const show = (on) => {
            live.textContent = on ? live.dataset.on : live.dataset.off;
            live.className = 'live ' + (on ? 'on' : 'off');
          };

          // A part is replaced as a whole; what the reader had his focus on, and what he had opened, stays so.
          const replace = (part, html) => {
            const focus = part.contains(document.activeElement) ? document.activeElement.dataset.key : null;
            const open = [...part.querySelectorAll('details[open]')].map((one) => one.dataset.key);
            part.innerHTML = html;
            for (const key of open) {
              const one = part.querySelector(`details[data-key="${CSS.escape(key || '')}"]`);
              if (one) one.open = true;
            }
            if (focus) {
              const one = part.querySelector(`[data-key="${CSS.escape(focus)}"]`);
              if (one) one.focus({ preventScroll: true });
            }
          };

          let source;
          const follow = () => {
            source = new EventSource('/events?lang=' + document.documentElement.lang);
            source.addEventListener('section', (event) => {
              const end = event.data.indexOf('\\n');
              const id = end < 0 ? event.data : event.data.slice(0, end);
              const part = document.getElementById(id);
              const html = end < 0 ? '' : event.data.slice(end + 1);
              if (!part || !('live' in part.dataset)) return;
              const before = verdict();
              replace(part, html);
              if (verdict() !== before) announcement.textContent = verdict();
            });
            source.onopen = () => show(true);
            source.onerror = () => {
              show(false);
              // After a refusal a browser does not come again by itself.
              if (source.readyState === EventSource.CLOSED) setTimeout(follow, 5000);
            };
          };
          follow();

          // Actions go out without leaving the page; what became of them is read out.
          const form = document.getElementById('actions');
          const outcome = document.getElementById('outcome');
          if (!form || !outcome) return;
          form.addEventListener('submit', async (event) => {
            const button = event.submitter;
            if (!button || !button.formAction) return;
            event.preventDefault();
            button.disabled = true;
            try {
              const answer = await fetch(button.formAction, {
                method: 'POST',
                headers: { Authorization: 'Bearer ' + form.elements.access_token.value, Accept: 'application/json',
                  'Accept-Language': document.documentElement.lang },
              });
              const body = await answer.json();
              outcome.textContent = body.words || body.error || '';
              outcome.className = answer.ok ? 'good' : 'bad';
              if (answer.status === 401) form.elements.access_token.focus();
            } catch (error) {
              outcome.textContent = String(error);
              outcome.className = 'bad';
            }
            button.disabled = false;
          });
        })();
        """
}
