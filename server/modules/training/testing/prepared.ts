import type { ModuleFixtures, Prepared } from '#platform/testing/fixtures.ts'
import { until } from '#platform/testing/until.ts'
import type { TestWorkspace } from '#platform/testing/workspace.ts'
import { startTestGithub, type TestGithub } from '../github/testing/github.ts'
import { connectLibrary, pushRequest } from '../github/testing/push.ts'
import { school } from './school.ts'

const base = '/api/v1/training'

/** The next revision of a program, which begins as a copy. */
const nextRevision = ({ made }: TestWorkspace, { programId }: { programId: string }) =>
  made(`${base}/programs/${programId}/revisions`, {})

async function signedLesson(of: TestWorkspace) {
  const space = await of.another()
  const { lesson, instructor, student } = await school(space)
  const { id } = await lesson()
  await instructor.post(`${base}/lessons/${id}/sign`)
  return { owner: space.owner, student, path: `${base}/lessons/${id}` }
}

/** A student who has all that the syllabus asks for. */
async function finished(of: TestWorkspace) {
  const space = await of.another()
  const { enrollment, lesson, instructor, signOff } = await school(space)
  await instructor.post(`${base}/lessons/${(await lesson()).id}/sign`)
  for (const item of [0, 1]) await signOff(item)
  return { space, caller: space.owner, path: `${base}/enrollments/${enrollment.id}` }
}

/** A school that has issued a record. */
async function withRecord(of: TestWorkspace) {
  const space = await of.another()
  const { data: signoff } = await (await school(space)).signOff()
  return {
    slug: space.slug,
    record: await space.made(`${base}/vtr`, { kind: 'signoff', subjectId: signoff.id }),
  }
}

let github: Promise<TestGithub> | null = null

async function library(of: TestWorkspace) {
  github ??= startTestGithub()
  return connectLibrary(await of.another(), await github, { 'manuals/manual.txt': 'Chapter 1' })
}

async function browsed(of: TestWorkspace, what: string, more = ''): Promise<Prepared> {
  const { space, connection, name } = await library(of)
  const query = `connection_id=${connection.id}&repository=${encodeURIComponent(name)}`
  return {
    path: `/api/github/${what}?${what === 'repos' ? `connection_id=${connection.id}` : query}${more}`,
    caller: space.owner,
  }
}

async function document(of: TestWorkspace) {
  const { space } = await library(of)
  const read = async () => (await space.owner.get(`${base}/documents`)).data.items
  const [{ id }] = await until(read, (items) => items.length > 0)
  return { path: `${base}/documents/${id}`, caller: space.owner }
}

export const prepared: ModuleFixtures['prepared'] = {
  async updateTrainingLesson(space) {
    const revision = await nextRevision(space, await space.syllabus())
    const [lesson] = revision.stages[0].lessons
    return { path: `${base}/revisions/${revision.id}/lessons/${lesson.id}`, body: { title: 'Other basics' } }
  },
  getTrainingDocument: document,
  async downloadTrainingDocument(of) {
    const { path, caller } = await document(of)
    return { path: `${path}/file`, caller }
  },
  listGithubRepositories: (of) => browsed(of, 'repos'),
  listGithubBranches: (of) => browsed(of, 'branches'),
  listGithubDirectories: (of) => browsed(of, 'directories', '&branch=main'),
  async receiveGithubWebhook(of) {
    const { connection, name } = await library(of)
    const { body, headers } = pushRequest(connection, name)
    return { path: connection.webhookPath, headers, body: Buffer.from(body) }
  },
  async migrateTrainingEnrollment(space) {
    const revision = await space.syllabus()
    const { id } = await space.enrollment({ revisionId: revision.id })
    const next = await nextRevision(space, revision)
    await space.made(`${base}/revisions/${next.id}/publish`)
    return { path: `${base}/enrollments/${id}/migrate`, body: { revisionId: next.id } }
  },
  async graduateTrainingEnrollment(of) {
    const { path, caller } = await finished(of)
    return { path: `${path}/graduate`, caller }
  },
  async getGraduationCertificate(of) {
    const { space, path, caller } = await finished(of)
    await space.made(`${path}/graduate`)
    return { path: `${path}/certificate.pdf`, caller }
  },
  async acknowledgeLessonRecord(of) {
    const { path, student } = await signedLesson(of)
    return { path: `${path}/acknowledge`, caller: student, body: {} }
  },
  async disputeLessonRecord(of) {
    const { path, student } = await signedLesson(of)
    return { path: `${path}/dispute`, caller: student, body: { reason: 'I flew 70 minutes' } }
  },
  async resolveLessonRecord(of) {
    const { path, student, owner } = await signedLesson(of)
    await student.post(`${path}/dispute`, { reason: 'I flew 70 minutes' })
    return { path: `${path}/resolve`, caller: owner, body: { resolution: 'The engine ran for 60' } }
  },
  getDidDocument: async (of) => ({ path: `/w/${(await withRecord(of)).slug}/did.json` }),
  async getVtrStatusList(of) {
    const { slug, record } = await withRecord(of)
    return { path: `/w/${slug}/status/${record.statusList}` }
  },
}
