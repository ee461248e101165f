import { createServer } from 'node:http'
import pg from 'pg'
import { publicFlights } from '#modules/public/flight.ts'

// The baseline: node:http and pg, a prepared query, a pool of 8. No credentials, no limits, no headers,
// no total. It reads the same 20 rows of the workspace named in the path.
const [url = '', port = '0'] = process.argv.slice(2)
const pool = new pg.Pool({ connectionString: url, max: 8, options: '-c search_path=public' })
const of = publicFlights.list?.of
if (!of) throw new Error('The public list of flights is no list')
const text = `select ${of.columns} from ${of.from} where t.workspace_id = $1 order by t.off_block_at desc, t.id desc limit 20`

createServer(async (request, response) => {
  const { rows } = await pool.query({ name: 'flights', text, values: [request.url?.slice(1)] })
  response.setHeader('content-type', 'application/json')
  response.end(JSON.stringify(rows))
}).listen(Number(port), '127.0.0.1', () => console.log('ready'))
