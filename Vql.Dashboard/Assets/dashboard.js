// Replaces the content of the page every two seconds. Without this script, the page shows the state of its request.
'use strict';

(() => {
  const interval = 2000;
  const live = document.getElementById('live');
  const place = document.getElementById('refresh');

  // Each refresh of the playground would run the query again, and one of the advice would examine all queries again.
  if (!live || !place || ['/playground', '/login', '/denied'].includes(location.pathname)
    || new URLSearchParams(location.search).has('advice')) {
    return;
  }

  let isPaused = false;
  const button = document.createElement('button');
  const status = document.createElement('span');
  button.type = 'button';
  button.className = 'plain';
  button.textContent = 'Pause';
  button.addEventListener('click', () => {
    isPaused = !isPaused;
    button.textContent = isPaused ? 'Resume' : 'Pause';
  });
  place.append(button, ' ', status);

  // A refresh must not take away what a user is reading or typing.
  const isInUse = () => document.hidden || isPaused
    || live.querySelector('details[open]:not([id])')
    || (live.contains(document.activeElement) && document.activeElement.matches('input, select, textarea, button, summary'));

  const refresh = async () => {
    if (isInUse()) {
      return;
    }

    const response = await fetch(location.href, { signal: AbortSignal.timeout(10000), redirect: 'manual' });
    if (!response.ok) {
      throw new Error(`status ${response.status}`);
    }

    const page = new DOMParser().parseFromString(await response.text(), 'text/html');
    const content = page.getElementById('live');
    if (!content || isInUse()) {
      return;
    }

    const open = [...live.querySelectorAll('details[open][id]')].map((details) => details.id);
    live.replaceChildren(...content.childNodes);
    open.map((id) => document.getElementById(id)).filter(Boolean).forEach((details) => { details.open = true; });
    document.title = page.title;
    status.textContent = `Updated ${new Date().toISOString().slice(11, 19)} UTC`;
  };

  const loop = async () => {
    try {
      await refresh();
    } catch (error) {
      status.textContent = `Not updated: ${error.message}`;
    }

    setTimeout(loop, interval);
  };

  setTimeout(loop, interval);
})();
