// What pages do better with JavaScript. Without it they do the same, with a click more.
(() => {
  // Times are in UTC until here; then in the time zone of who reads.
  // They are written as the reader's country does it, as long as that is in the language of the page.
  const { lang } = document.documentElement;
  const spoken = navigator.languages.find((tag) => tag.split('-')[0] === lang.split('-')[0]) ?? lang;
  const format = new Intl.DateTimeFormat(spoken, { dateStyle: 'medium', timeStyle: 'short' });
  const localise = (root) => {
    for (const time of root.querySelectorAll('time[datetime]:not([data-local])')) {
      time.title = time.textContent;
      time.textContent = format.format(new Date(time.dateTime));
      time.dataset.local = '';
    }
  };

  // Fields that only matter while another has a certain value.
  const showWhen = (root) => {
    for (const field of root.querySelectorAll('[data-when-name]')) {
      const form = field.closest('form');
      const other = form?.elements.namedItem(field.dataset.whenName);
      if (!other) continue;
      const value = other.type === 'checkbox' ? String(other.checked) : other.value;
      field.classList.toggle('hidden', !JSON.parse(field.dataset.whenIs).map(String).includes(value));
    }
  };

  const prepare = (root) => {
    localise(root);
    showWhen(root);
    for (const button of root.querySelectorAll('button[data-copy], [data-choose-all-line]')) button.hidden = false;
  };

  // One box for everybody; and whoever is chosen once is chosen with everything.
  const choose = ({ name, value, checked, dataset, form }) => {
    if (dataset.chooseAll !== undefined)
      for (const box of form.querySelectorAll('[name="accounts[]"]')) box.checked = checked;
    if (name !== 'accounts[]') return;
    for (const box of form.querySelectorAll('[name="accounts[]"]')) if (box.value === value) box.checked = checked;
  };

  document.addEventListener('change', (event) => {
    const form = event.target.closest?.('form');
    if (form && event.target.type === 'checkbox') choose(event.target);
    if (form) showWhen(form);
  });
  document.addEventListener('click', async (event) => {
    const button = event.target.closest?.('button[data-copy]');
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(field.value);
    } catch {
      field.select();
      document.execCommand('copy');
    }
    button.textContent = button.dataset.copied;
  });
  document.addEventListener('submit', (event) => {
    const button = event.submitter;
    // Only after the form is sent: a button that is switched off is not sent with it.
    if (button) setTimeout(() => button.setAttribute('aria-busy', 'true'));
    // Enter in a field shows the page again; the keyboard goes on in that field.
    const at = event.target.elements.namedItem('at');
    if (at) at.value = document.activeElement?.id ?? '';
  });
  document.addEventListener('keydown', ({ key }) => {
    const menu = document.getElementById('menu');
    if (key !== 'Escape' || !menu?.checked) return;
    menu.checked = false;
    menu.focus();
  });
  document.addEventListener('htmx:load', (event) => prepare(event.detail.elt));
  document.addEventListener('htmx:afterSettle', () => prepare(document));
  // The stream has told the last thing there is; the page that shows what came of it is another one.
  document.addEventListener('htmx:sseMessage', (event) => {
    const next = event.detail.elt.querySelector('[data-go-to]')?.dataset.goTo;
    if (next) window.location.replace(next);
  });
  // What only matters while it works.
  document.addEventListener('htmx:sseClose', ({ detail }) => {
    for (const gone of document.querySelectorAll('[data-until-end]')) {
      const wasIn = gone.contains(document.activeElement);
      gone.remove();
      // Whoever stood on it stands on what came of it.
      if (wasIn) detail.elt?.focus();
    }
  });
  prepare(document);
  // On a narrow screen the steps go on to the side.
  document.querySelector('.steps [aria-current]')?.scrollIntoView({ inline: 'center', block: 'nearest' });
})();
