import { createServer } from 'node:http'
import pg from 'pg'
import { publicFlights } from '#modules/public/flight.ts'

// The baseline: node:http and pg, a prepared query, a pool of 8. No credentials, no limits, no headers,
// no total. It reads the same 20 rows of the workspace named in the path. With `since` it also counts, as Apron does
// for a filter that nobody has asked for before.
const [url = '', port = '0'] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: url, max: 8, options: '-c search_path=public' })
const of = publicFlights.list?.of
if (!of) throw new Error('The public list of flights is no list')
const text = `select ${of.columns} from ${of.from} where t.workspace_id = $1 order by t.off_block_at desc, t.id desc limit 20`

const filter = publicFlights.list?.filters?.updated_since?.sql('$2')
if (!filter) throw new Error('The public list of flights has no filter updated_since')
const matching = `where t.workspace_id = $1 and (${filter})`
const since = `select ${of.columns} from (select * from ${of.table} t ${matching} order by t.off_block_at desc, t.id desc limit 20) t ${of.joins} order by t.off_block_at desc, t.id desc`
const total = `select count(*) as total from ${of.table} t ${matching}`

createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://localhost')
  const [workspaceId, from] = [pathname.slice(1), searchParams.get('since')]
  response.setHeader('content-type', 'application/json')
  if (from === null) {
    const { rows } = await pool.query({ name: 'flights', text, values: [workspaceId] })
    response.end(JSON.stringify(rows))
    return
  }
  const values = [workspaceId, from]
  const [page, counted] = await Promise.all([
    pool.query({ name: 'flights since', text: since, values }),
    pool.query({ name: 'total since', text: total, values }),
  ])
  response.end(JSON.stringify({ items: page.rows, total: Number(counted.rows[0]?.total) }))
}).listen(Number(port), '127.0.0.1', () => console.log('ready'))
