import pino from 'pino'
import { ListAnswers } from '#platform/http/answer-list.ts'
import { buildApp } from '#server/app.ts'
import { readConfig } from '#server/config.ts'

const [url = '', port = '0', dataDir = '', cacheSize = '64000000', work = ''] = process.argv.slice(2)
const config = readConfig({ DATA_DIR: dataDir, RATE_LIMIT_DEFAULT: '100000000/1m', LOG_LEVEL: 'warn' })
const app = await buildApp(config, url, pino({ level: 'warn' }), new ListAnswers(Number(cacheSize)))
await app.server.listen({ port: Number(port), host: '127.0.0.1' })
if (work) app.startWork()
console.log('ready')
