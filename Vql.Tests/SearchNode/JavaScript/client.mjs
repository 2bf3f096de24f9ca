// Uses the node as an application does, with Elastic's client. Prints the name of each failed step.
import assert from 'node:assert/strict'
import { createRequire } from 'node:module'

const require = createRequire(process.cwd() + '/')
const { Client, errors } = require('@elastic/elasticsearch')
const client = new Client({ node: process.argv[2], maxRetries: 0 })
const index = `js-${process.pid}`
const other = `${index}-2`
const alias = `${index}-alias`
let failures = 0

async function step (name, action) {
  try {
    await action()
  } catch (error) {
    failures++
    console.log(`${name}: ${error.message} ${JSON.stringify(error.meta?.body?.error ?? '')}`)
  }
}

const ids = response => response.hits.hits.map(hit => hit._id)

await step('create an index', async () => {
  const created = await client.indices.create({
    index,
    settings: { number_of_shards: 1, number_of_replicas: 0 },
    mappings: { properties: { title: { type: 'text' }, kind: { type: 'keyword' }, n: { type: 'integer' }, at: { type: 'date' } } }
  })
  assert.equal(created.acknowledged, true)
  assert.equal(await client.indices.exists({ index }), true)
  assert.equal(await client.indices.exists({ index: 'none' }), false)
  assert.equal((await client.indices.getMapping({ index }))[index].mappings.properties.kind.type, 'keyword')
  assert.equal((await client.indices.getSettings({ index }))[index].settings.index.number_of_replicas, '0')
  await client.indices.putMapping({ index, properties: { extra: { type: 'boolean' } } })
  await client.indices.putSettings({ index, settings: { refresh_interval: '1s' } })
})

await step('bulk helper', async () => {
  const datasource = Array.from(
    { length: 250 }, (_, n) => ({ n, title: `number ${n % 7}`, kind: n % 2 ? 'odd' : 'even', at: '2024-02-10' }))
  const result = await client.helpers.bulk({
    datasource,
    onDocument: document => ({ index: { _index: index, _id: String(document.n) } }),
    refreshOnCompletion: true
  })
  assert.equal(result.successful, 250)
  assert.equal(result.failed, 0)
})

await step('bulk with errors', async () => {
  const result = await client.bulk({
    index,
    refresh: true,
    operations: [{ create: { _id: '1' } }, { n: 1 }, { index: { _id: 'bad' } }, { n: 'x' }, { delete: { _id: 'none' } }]
  })
  assert.equal(result.errors, true)
  assert.deepEqual(result.items.map(item => Object.values(item)[0].status), [409, 400, 404])
})

await step('search', async () => {
  const found = await client.search({ index, query: { match: { title: 'number 3' } }, size: 5, sort: [{ n: 'desc' }] })
  assert.equal(found.hits.total.value, 250)
  assert.deepEqual(ids(found), ['249', '248', '247', '246', '245'])
  const counted = await client.count({ index, query: { term: { kind: 'odd' } } })
  assert.equal(counted.count, 125)
  const kinds = await client.search({
    index, size: 0, aggs: { kinds: { terms: { field: 'kind' }, aggs: { top: { max: { field: 'n' } } } } } })
  assert.deepEqual(kinds.aggregations.kinds.buckets.map(bucket => [bucket.key, bucket.top.value]), [['even', 248], ['odd', 249]])
})

await step('search helper', async () => {
  const documents = await client.helpers.search({ index, query: { term: { kind: 'odd' } }, size: 3, sort: ['n'] })
  assert.deepEqual(documents.map(document => document.n), [1, 3, 5])
})

await step('scroll helpers', async () => {
  let pages = 0
  for await (const page of client.helpers.scrollSearch({ index, size: 100, query: { match_all: {} } })) {
    pages++
    assert.ok(page.documents.length <= 100)
  }
  assert.equal(pages, 3)
  const seen = new Set()
  for await (const document of client.helpers.scrollDocuments({ index, size: 60, query: { match_all: {} } })) {
    seen.add(document.n)
  }
  assert.equal(seen.size, 250)
})

await step('scroll', async () => {
  let page = await client.search({ index, scroll: '1m', size: 200 })
  assert.equal(page.hits.hits.length, 200)
  page = await client.scroll({ scroll_id: page._scroll_id, scroll: '1m' })
  assert.equal(page.hits.hits.length, 50)
  assert.equal((await client.clearScroll({ scroll_id: page._scroll_id })).succeeded, true)
})

await step('point in time', async () => {
  const { id } = await client.openPointInTime({ index, keep_alive: '1m' })
  const first = await client.search({ pit: { id, keep_alive: '1m' }, size: 240, sort: ['n'] })
  const next = await client.search({ pit: { id: first.pit_id }, size: 240, sort: ['n'], search_after: first.hits.hits.at(-1).sort })
  assert.equal(next.hits.hits.length, 10)
  assert.equal((await client.closePointInTime({ id })).succeeded, true)
})

await step('several searches', async () => {
  const { responses } = await client.msearch({
    searches: [{ index }, { query: { term: { n: 3 } } }, { index: 'none' }, { query: { match_all: {} } }]
  })
  assert.deepEqual(ids(responses[0]), ['3'])
  assert.equal(responses[1].status, 404)
  const helper = client.helpers.msearch()
  const found = await helper.search({ index }, { query: { term: { n: 5 } } })
  assert.equal(found.documents[0].n, 5)
  helper.stop()
})

await step('documents', async () => {
  await client.index({ index, id: 'a/b', document: { n: 1000 }, refresh: true })
  assert.equal((await client.get({ index, id: 'a/b' }))._source.n, 1000)
  assert.equal((await client.update({ index, id: 'a/b', doc: { n: 1001 } })).result, 'updated')
  assert.equal(await client.exists({ index, id: 'a/b' }), true)
  assert.equal((await client.getSource({ index, id: 'a/b' })).n, 1001)
  assert.equal((await client.mget({ index, ids: ['1', 'a/b'] })).docs.length, 2)
  assert.equal((await client.delete({ index, id: 'a/b', refresh: true })).result, 'deleted')
})

await step('aliases', async () => {
  await client.indices.create({ index: other })
  await client.index({ index: other, id: '1', document: { n: 1, kind: 'other' }, refresh: true })
  await client.indices.updateAliases({
    actions: [{ add: { index, alias, filter: { term: { kind: 'odd' } }, is_write_index: true } }, { add: { index: other, alias } }]
  })
  assert.equal((await client.count({ index: alias })).count, 126)
  assert.equal((await client.search({ index: `${index}*`, size: 0 })).hits.total.value, 251)
  assert.equal((await client.index({ index: alias, id: 'w', document: { n: 7 }, refresh: true }))._index, index)
  assert.equal(await client.indices.existsAlias({ name: alias }), true)
  assert.deepEqual(Object.keys(await client.indices.getAlias({ name: alias })).sort(), [index, other])
  await client.indices.deleteAlias({ index: other, name: alias })
})

await step('templates', async () => {
  const name = `${index}-template`
  await client.indices.putIndexTemplate({
    name, index_patterns: [`${index}-t*`],
    template: { mappings: { properties: { code: { type: 'keyword' } } }, aliases: { [`${index}-ta`]: {} } }
  })
  await client.index({ index: `${index}-t1`, document: { code: 'x' }, refresh: true })
  assert.equal((await client.indices.getMapping({ index: `${index}-t1` }))[`${index}-t1`].mappings.properties.code.type, 'keyword')
  assert.equal((await client.indices.getIndexTemplate({ name })).index_templates.length, 1)
  await client.indices.deleteIndexTemplate({ name })
})

await step('by query', async () => {
  if (process.argv[3] === 'reference') {
    return
  }
  const deleted = await client.deleteByQuery({ index, query: { term: { kind: 'even' } }, refresh: true })
  assert.equal(deleted.deleted, 125)
  const updated = await client.updateByQuery({ index, query: { term: { kind: 'odd' } }, refresh: true })
  assert.equal(updated.updated, 125)
  assert.equal((await client.count({ index })).count, 126)
})

await step('cluster', async () => {
  assert.equal((await client.info()).tagline, 'You Know, for Search')
  assert.equal(await client.ping(), true)
  assert.equal((await client.cluster.health()).number_of_nodes, 1)
  const rows = await client.cat.indices({ index, format: 'json' })
  assert.equal(rows[0].index, index)
  assert.equal((await client.indices.validateQuery({ index, query: { match_all: {} } })).valid, true)
  assert.deepEqual(Object.keys((await client.fieldCaps({ index, fields: ['kind', 'n'] })).fields).sort(), ['kind', 'n'])
})

await step('errors', async () => {
  await assert.rejects(client.search({ index: 'none' }), error =>
    error instanceof errors.ResponseError && error.statusCode === 404 && error.meta.body.error.type === 'index_not_found_exception')
  await assert.rejects(client.search({ index, query: { unknown: {} } }), { name: 'ResponseError', statusCode: 400 })
  await assert.rejects(client.create({ index, id: '1', document: {} }), error => error.statusCode === 409)
  await assert.rejects(client.search({ index }, { querystring: { unknown: 1 } }), error => error.statusCode === 400)
})

await step('delete the indices', async () => {
  assert.equal((await client.indices.delete({ index: `${index}*` })).acknowledged, true)
  assert.equal(await client.indices.exists({ index }), false)
})

process.exit(failures)
