import type { TestApp } from '../../testing/app.ts'
import { until } from '../../testing/until.ts'

/** Holds the table, so that each statement on it waits as a very slow one would. @returns the end of the hold. */
export async function holdTable(
  app: TestApp,
  table: string,
  seconds: number,
): Promise<{ held: Promise<unknown> }> {
  const held = app.sql(
    `do $$ begin lock table ${table} in access exclusive mode; perform pg_sleep(${seconds}); end $$`,
  )
  await until(
    () =>
      app.sql(
        `select from pg_locks where relation = '${table}'::regclass and mode = 'AccessExclusiveLock' and granted`,
      ),
    ({ length }) => length > 0,
  )
  return { held }
}
