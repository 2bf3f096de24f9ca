'use strict';

const api = 'api/v1/';
const tables = {
  contacts: {
    columns: { Name: row => [row.first_name, row.last_name], Title: row => [row.title], Company: row => [row.company],
      Place: row => [row.city, row.state, row.country], Email: row => [row.email] },
    facets: ['seniority', 'departments', 'country', 'industries'],
    suggestions: [['title', 'title'], ['company', 'company']],
  },
  companies: {
    columns: { Name: row => [row.name], Industry: row => [row.industry], Employees: row => [row.employees_count],
      Place: row => [row.city, row.state, row.country], Website: row => [row.website] },
    facets: ['industries', 'country', 'technologies'],
    suggestions: [['name', 'name'], ['industries', 'industry']],
  },
};

const element = id => document.getElementById(id);
const filters = new URLSearchParams(location.search);
let table = filters.get('table') === 'companies' ? 'companies' : 'contacts';
let next = null;
let searching = null;
let suggesting = null;

function create(tag, text, properties = {}) {
  return Object.assign(document.createElement(tag), { textContent: text ?? '' }, properties);
}

// Requests of an earlier input are canceled, so that their answers do not replace later ones.
async function get(path, signal) {
  const key = sessionStorage.getItem('key');
  const response = await fetch(path, { signal, headers: key ? { 'X-API-Key': key } : {} });
  element('key-box').hidden = response.status !== 401 && !key;
  if (!response.ok) {
    const problem = await response.json().catch(() => ({}));
    throw new Error(problem.detail ?? problem.title ?? `The API responded with status ${response.status}.`);
  }

  return response.json();
}

function query(...others) {
  const parameters = new URLSearchParams(filters);
  parameters.delete('table');
  for (const [name, value] of others) {
    parameters.set(name, value);
  }

  return parameters;
}

function showStatus(text, isError = false) {
  element('status').textContent = text;
  element('status').classList.toggle('error', isError);
}

function describe(meta) {
  const found = `${meta.total.value.toLocaleString('en')} ${table}`;
  const source = meta.source === 'vql' ? 'from the search' : `from PostgreSQL (${meta.fallback_reason})`;
  const seconds = meta.index_as_of ? Math.max(0, (Date.now() - Date.parse(meta.index_as_of)) / 1000) : null;
  const age = seconds === null ? '' : `, index ${seconds.toFixed(1)} s old`;
  return `${found} ${source}${age}, ${Math.round(meta.took_ms)} ms`;
}

async function search() {
  searching?.abort();
  searching = new AbortController();
  const { signal } = searching;
  hideSuggestions();
  showFilters();
  showStatus('Searching');
  history.replaceState(null, '', `?${new URLSearchParams([...query(), ['table', table]])}`);
  try {
    const path = `${api}${table}/?${query(['limit', 25], ['total', true])}`;
    const [page, explained] = await Promise.all([
      get(path, signal),
      get(`${api}${table}/?${query(['limit', 1], ['explain', true])}`, signal)]);
    element('rows').replaceChildren();
    element('head').replaceChildren(...Object.keys(tables[table].columns).map(name => create('th', name, { scope: 'col' })));
    addRows(page);
    showStatus(describe(page.meta));
    if (page.meta.suggestions) {
      showReplacements(page.meta.suggestions);
    }

    element('curl').textContent = `curl '${new URL(path, document.baseURI)}'`;
    element('vql').textContent = JSON.stringify(explained.meta.explain.vql, null, 2);
    element('elasticsearch').textContent = JSON.stringify(explained.meta.explain.elasticsearch, null, 2);
    element('sql').textContent = explained.meta.explain.sql ?? 'PostgreSQL is unavailable.';
    showFacets(await get(`${api}${table}/facets/?${query(['facets', tables[table].facets.join(',')])}`, signal));
  } catch (error) {
    if (error.name !== 'AbortError') {
      showStatus(error.message, true);
    }
  }
}

function addRows(page) {
  for (const row of page.results) {
    const cells = Object.values(tables[table].columns).map(read =>
      create('td', read(row).filter(value => value !== null && value !== undefined && value !== '').join(', ')));
    if (table === 'contacts') {
      cells[0].textContent = [row.first_name, row.last_name].filter(Boolean).join(' ');
    }

    const line = create('tr');
    line.append(...cells);
    element('rows').append(line);
  }

  next = page.next;
  element('more').hidden = !next;
}

function showReplacements(suggestions) {
  element('status').append('. Did you mean ');
  for (const { parameter, value, suggestions: values } of suggestions) {
    for (const near of values) {
      const button = create('button', `${near.value} (${near.count.toLocaleString('en')})`, { type: 'button' });
      button.addEventListener('click', () => {
        const others = filters.getAll(parameter).filter(other => other !== value);
        filters.delete(parameter);
        others.concat(near.value).forEach(other => filters.append(parameter, other));
        search();
      });
      element('status').append(button, ' ');
    }
  }
}

function showFilters() {
  const chips = [...query()].filter(([name]) => name !== 'search').map(([name, value]) => {
    const chip = create('button', `${name}: ${value} ×`, { type: 'button' });
    chip.setAttribute('aria-label', `Remove the filter ${name}: ${value}`);
    chip.addEventListener('click', () => {
      filters.delete(name, value);
      search();
    });
    return chip;
  });
  element('filters').replaceChildren(...chips);
}

function showFacets(answer) {
  const lists = Object.entries(answer.facets).map(([name, values]) => {
    const group = create('fieldset');
    const options = values.filter(option => option.value !== '').map(option => {
      const box = create('input', '', { type: 'checkbox', checked: filters.getAll(name).includes(option.value) });
      box.addEventListener('change', () => {
        if (box.checked) {
          filters.append(name, option.value);
        } else {
          filters.delete(name, option.value);
        }

        search();
      });
      const label = create('label');
      label.append(box, create('span', option.value), create('span', option.count.toLocaleString('en'), { className: 'count' }));
      return label;
    });
    group.append(create('legend', name), ...options);
    return group;
  });
  element('facets').replaceChildren(...lists);
}

async function suggest() {
  suggesting?.abort();
  suggesting = new AbortController();
  const { signal } = suggesting;
  const text = element('text').value.trim();
  if (!/[\p{L}\p{Nd}]/u.test(text)) {
    hideSuggestions();
    return;
  }

  const known = query();
  known.delete('search');
  try {
    const answers = await Promise.all(tables[table].suggestions.map(async ([field, kind]) => {
      const parameters = new URLSearchParams([...known, ['field', field], ['q', text], ['limit', 5]]);
      const answer = await get(`${api}${table}/suggest?${parameters}`, signal);
      return answer.suggestions.map(({ value, count }) => ({ field, kind, value, count }));
    }));
    showSuggestions(answers.flat());
  } catch (error) {
    // Suggestions are optional: the search itself reports errors.
    hideSuggestions();
  }
}

function showSuggestions(suggestions) {
  const options = suggestions.map(({ field, kind, value, count }, index) => {
    const option = create('li', '', { id: `option-${index}` });
    option.setAttribute('role', 'option');
    option.setAttribute('aria-selected', 'false');
    option.append(create('span', value), create('span', `${kind}, ${count.toLocaleString('en')}`, { className: 'kind' }));
    option.addEventListener('mousedown', event => event.preventDefault());
    option.addEventListener('click', () => choose(field, value));
    option.choose = () => choose(field, value);
    return option;
  });
  element('suggestions').replaceChildren(...options);
  element('suggestions').hidden = options.length === 0;
  element('text').setAttribute('aria-expanded', String(options.length > 0));
  element('text').removeAttribute('aria-activedescendant');
}

function hideSuggestions() {
  showSuggestions([]);
}

function choose(field, value) {
  filters.append(field, value);
  filters.delete('search');
  element('text').value = '';
  search();
}

function move(step) {
  const options = [...element('suggestions').children];
  if (options.length === 0) {
    return;
  }

  const selected = options.findIndex(option => option.getAttribute('aria-selected') === 'true');
  const index = selected < 0 ? (step > 0 ? 0 : options.length - 1) : (selected + step + options.length) % options.length;
  options.forEach((option, place) => option.setAttribute('aria-selected', String(place === index)));
  element('text').setAttribute('aria-activedescendant', options[index].id);
}

element('text').addEventListener('input', suggest);
element('text').addEventListener('blur', hideSuggestions);
element('text').addEventListener('keydown', event => {
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    move(event.key === 'ArrowDown' ? 1 : -1);
  } else if (event.key === 'Escape') {
    hideSuggestions();
  } else if (event.key === 'Enter') {
    const selected = document.querySelector('#suggestions [aria-selected="true"]');
    if (selected) {
      event.preventDefault();
      selected.choose();
    }
  }
});

element('search').addEventListener('submit', event => {
  event.preventDefault();
  suggesting?.abort();
  const text = element('text').value.trim();
  if (text) {
    filters.set('search', text);
  } else {
    filters.delete('search');
  }

  search();
});

element('search').addEventListener('change', event => {
  if (event.target.name === 'table') {
    table = event.target.value;
    [...filters.keys()].filter(name => name !== 'search').forEach(name => filters.delete(name));
    search();
  } else if (event.target.id === 'key') {
    sessionStorage.setItem('key', event.target.value);
    search();
  }
});

element('more').addEventListener('click', async () => {
  try {
    addRows(await get(new URL(next, document.baseURI)));
  } catch (error) {
    showStatus(error.message, true);
  }
});

element('text').value = filters.get('search') ?? '';
document.querySelector(`[name="table"][value="${table}"]`).checked = true;
search();
