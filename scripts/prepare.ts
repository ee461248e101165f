import pino from 'pino'
import { buildConsole } from '#server/console-build.ts'

// Runs after `npm ci` and builds the console, so that the first start does not have to. If that is not possible
// (an installation without development packages), the start says what is missing.
try {
  await buildConsole(pino({ level: 'warn' }, pino.destination(2)))
} catch (error) {
  console.error(`The console is not built yet: ${error instanceof Error ? error.message : error}`)
}
