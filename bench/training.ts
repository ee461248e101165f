import { brotliCompressSync, gzipSync } from 'node:zlib'
import { readSyllabus } from '#modules/training/index.ts'
import { verifyPack } from '../client/verify-pack.ts'
import { send, signUp, withServer } from './server.ts'

// Progress of a school of students, and verified training records, over HTTP.
const students = 100
const records = 60
const rounds = 20

const base = '/api/v1/training'

function shown(name: string, times: number[]): void {
  times.sort((a, b) => a - b)
  console.log(
    `  ${name}: median ${times[Math.floor(times.length / 2)]?.toFixed(1)} ms, slowest ${times.at(-1)?.toFixed(1)} ms`,
  )
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now()
  await run()
  return performance.now() - start
}

export async function benchTraining(): Promise<void> {
  await withServer(4_795, async ({ origin }) => {
    const { authorization } = await signUp(origin, 'bench-training')
    const call = async (method: string, path: string, body?: string | object) =>
      (await send(origin, method, path, body, { authorization })).data
    const instructor = await call('POST', '/api/v1/ops/crew', {
      displayName: 'Instructor',
      functions: ['instructor'],
    })
    const program = await call('POST', `${base}/programs`, {
      code: 'PPL',
      title: 'Private pilot',
      authority: 'faa_141',
    })
    const draft = await call(
      'POST',
      `${base}/programs/${program.id}/revisions`,
      readSyllabus('private-pilot'),
    )
    const revision = await call('POST', `${base}/revisions/${draft.id}/publish`)
    const enrollments: { id: string }[] = []
    for (let number = 0; number < students; number++) {
      const person = await call('POST', '/api/v1/ops/crew', {
        displayName: `Student ${number}`,
        functions: ['student'],
      })
      const fields = { crewId: person.id, chiefInstructorId: instructor.id, revisionId: revision.id }
      enrollments.push(await call('POST', `${base}/enrollments`, fields))
    }
    console.log(`training: ${students} students; ${rounds} requests each`)
    const board: number[] = []
    for (let round = 0; round < rounds; round++) board.push(await timed(() => call('GET', `${base}/board`)))
    shown(`progress of ${students} students (the board)`, board)
    const issued: number[] = []
    let vtr: { id: string } = { id: '' }
    for (const enrollment of enrollments.slice(0, records))
      issued.push(
        await timed(async () => {
          vtr = await call('POST', `${base}/vtr`, { kind: 'transcript', subjectId: enrollment.id })
        }),
      )
    shown('issue a record', issued)
    // What the request takes besides: a small write of the same session.
    const beside: number[] = []
    for (const { id } of enrollments.slice(0, records))
      beside.push(await timed(() => call('PATCH', `${base}/enrollments/${id}`, { targetOn: '2027-01-01' })))
    shown('a small write, to compare', beside)
    const pack = await (
      await fetch(`${origin}${base}/vtr/${vtr.id}/pack.json`, { headers: { authorization } })
    ).text()
    await offline(pack)
    const list = await (await fetch(`${origin}/w/bench-training/status/1`)).text()
    console.log(
      `  status list of 131,072 entries: ${list.length} bytes, ${gzipSync(list).length} with gzip, ${brotliCompressSync(list).length} with brotli`,
    )
  })
}

async function offline(pack: string): Promise<void> {
  const times: number[] = []
  for (let round = 0; round < rounds; round++) times.push(await timed(() => verifyPack(pack)))
  shown('verify a pack offline', times)
}

if (import.meta.main) await benchTraining()
