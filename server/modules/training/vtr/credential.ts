import { sql, type Tx } from '#platform/database/database.ts'
import { invalidFields } from '#platform/kernel/problem.ts'
import type { ProgressForm } from '../progress.ts'
import { progressOf } from '../progress.ts'
import type { Document } from './proof.ts'
import { didOf, type School } from './signing-key.ts'
import type { vtrKinds } from './vtr.ts'

type VtrKind = (typeof vtrKinds)[number]

/** What a record vouches for. */
export interface Claim {
  crewId: string
  personName: string
  enrollmentId: string | null
  instructorId: string
  title: string
  description: string
  criteria: string
  evidence: { name: string; narrative: string }[]
}

const hours = (minutes: number) => `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`

/** @throws Problem if the subject is not there or does not count. */
export async function claimOf(tx: Tx, kind: VtrKind, subjectId: string, today: string): Promise<Claim> {
  if (kind === 'signoff') return signoffClaim(tx, subjectId)
  if (kind === 'endorsement') return endorsementClaim(tx, subjectId)
  return enrollmentClaim(tx, kind, subjectId, today)
}

const noSubject = (message: string) => invalidFields([{ field: 'subjectId', message }])

async function signoffClaim(tx: Tx, subjectId: string): Promise<Claim> {
  const signoff = await tx.first(sql<
    'signoffClaim',
    { level: string; signedOn: string; title: string; standard: string }
  >`
    select s.crew_id as "crewId", c.display_name as "personName", s.enrollment_id as "enrollmentId",
           s.instructor_id as "instructorId", s.level, s.signed_on as "signedOn", s.status,
           coalesce(item.title, stage.title, p.title) as title, coalesce(item.standard, '') as standard,
           p.code as "programCode", p.title as "programTitle", i.display_name as "instructorName",
           coalesce(i.certificate_number, '') as "certificateNumber"
      from training_signoffs s
      join crew c on c.workspace_id = s.workspace_id and c.id = s.crew_id
      join crew i on i.workspace_id = s.workspace_id and i.id = s.instructor_id
      join training_programs p on p.workspace_id = s.workspace_id and p.id = s.program_id
      left join training_items item on item.workspace_id = s.workspace_id and item.id = s.item_id
      left join training_stages stage on stage.workspace_id = s.workspace_id and stage.id = s.stage_id
     where s.id = ${subjectId}`)
  if (!signoff) throw noSubject('matches no sign-off in this workspace')
  if (signoff.status !== 'valid') throw noSubject(`names a sign-off that is ${signoff.status}`)
  const certificate = signoff.certificateNumber ? `, certificate ${signoff.certificateNumber}` : ''
  return {
    ...signoff,
    description: `${signoff.programCode} ${signoff.programTitle}`,
    criteria: signoff.standard
      ? `Meets the standard ${signoff.standard}`
      : 'Meets the standard of the training program',
    evidence: [
      { name: 'Sign-off', narrative: `Level ${signoff.level}, signed on ${signoff.signedOn}` },
      { name: 'Instructor', narrative: `${signoff.instructorName}${certificate}` },
    ],
  }
}

async function endorsementClaim(tx: Tx, subjectId: string): Promise<Claim> {
  const endorsement = await tx.first(sql<
    'endorsementClaim',
    { givenOn: string; validUntilOn: string | null }
  >`
    select d.crew_id as "crewId", c.display_name as "personName", d.enrollment_id as "enrollmentId",
           d.instructor_id as "instructorId", d.title, d.text, d.template, d.citation, d.status,
           d.given_on as "givenOn", d.valid_until_on as "validUntilOn", i.display_name as "instructorName",
           coalesce(d.instructor_certificate_number, '') as "certificateNumber"
      from training_endorsements d
      join crew c on c.workspace_id = d.workspace_id and c.id = d.crew_id
      join crew i on i.workspace_id = d.workspace_id and i.id = d.instructor_id
     where d.id = ${subjectId}`)
  if (!endorsement) throw noSubject('matches no endorsement in this workspace')
  if (endorsement.status !== 'valid') throw noSubject(`names an endorsement that is ${endorsement.status}`)
  const { givenOn, validUntilOn } = endorsement
  return {
    ...endorsement,
    description: endorsement.text,
    criteria: endorsement.citation,
    evidence: [
      {
        name: 'Given',
        narrative: validUntilOn ? `On ${givenOn}, valid until ${validUntilOn}` : `On ${givenOn}`,
      },
      { name: 'Instructor', narrative: `${endorsement.instructorName}, ${endorsement.certificateNumber}` },
    ],
  }
}

async function enrollmentClaim(tx: Tx, kind: VtrKind, subjectId: string, today: string): Promise<Claim> {
  const enrollment = await tx.first(sql<
    'enrollmentClaim',
    {
      enrolledOn: string
      endedOn: string | null
      certificateNumber: string
      personName: string
      programCode: string
      programTitle: string
      chiefName: string
    }
  >`
    select e.crew_id as "crewId", c.display_name as "personName", e.id as "enrollmentId", e.status,
           e.chief_instructor_id as "instructorId", e.enrolled_on as "enrolledOn", e.ended_on as "endedOn",
           e.certificate_number as "certificateNumber", p.code as "programCode", p.title as "programTitle",
           r.number, chief.display_name as "chiefName"
      from training_enrollments e
      join crew c on c.workspace_id = e.workspace_id and c.id = e.crew_id
      join crew chief on chief.workspace_id = e.workspace_id and chief.id = e.chief_instructor_id
      join training_programs p on p.workspace_id = e.workspace_id and p.id = e.program_id
      join training_revisions r on r.workspace_id = e.workspace_id and r.id = e.revision_id
     where e.id = ${subjectId}`)
  if (!enrollment) throw noSubject('matches no enrollment in this workspace')
  const { status, programTitle, programCode, number, enrolledOn, endedOn, certificateNumber, chiefName } =
    enrollment
  if (kind === 'graduation' && status !== 'graduated')
    throw noSubject(`names an enrollment that is ${status}, not graduated`)
  const progress = await progressOf(tx, subjectId, today)
  return {
    ...enrollment,
    title: kind === 'graduation' ? `Graduation from ${programTitle}` : `Transcript of ${programTitle}`,
    description: `${programCode} ${programTitle}, revision ${number}`,
    criteria:
      kind === 'graduation'
        ? `Every required item, stage check and minimum of the program, certified by ${chiefName}`
        : 'What was done until the day of issue',
    evidence: [
      {
        name: 'Enrollment',
        narrative: `Number ${certificateNumber}, from ${enrolledOn}${endedOn ? ` to ${endedOn}` : ''}`,
      },
      ...trained(progress),
    ],
  }
}

const trained = ({ minimums, done }: ProgressForm) => [
  ...minimums.map(({ kind, countedMinutes, requiredMinutes }) => ({
    name: `${kind.replace('_', '-')} time`,
    narrative: `${hours(countedMinutes)} of ${hours(requiredMinutes)}`,
  })),
  ...done.map(({ code, title, signedOn }) => ({
    name: code,
    narrative: `${title}, signed off on ${signedOn}`,
  })),
]

/**
 * A W3C Verifiable Credential (Data Model 2.0) in the form of Open Badges 3, so that wallets can show it. It has no
 * proof yet.
 */
export function credentialOf(
  claim: Claim,
  school: School,
  {
    vtrId,
    kind,
    now,
    statusList,
    statusIndex,
  }: { vtrId: string; kind: VtrKind; now: Date; statusList: number; statusIndex: number },
): Document {
  const listUrl = `${school.origin}/w/${school.slug}/status/${statusList}`
  return {
    '@context': [
      'https://www.w3.org/ns/credentials/v2',
      'https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json',
    ],
    id: `${school.origin}/verify/${vtrId}`,
    type: ['VerifiableCredential', 'OpenBadgeCredential'],
    name: claim.title,
    issuer: { id: didOf(school), type: ['Profile'], name: school.name },
    validFrom: now.toISOString(),
    credentialSubject: {
      type: ['AchievementSubject'],
      identifier: [
        {
          type: 'IdentityObject',
          identityType: 'name',
          hashed: false,
          identityHash: claim.personName,
        },
      ],
      achievement: {
        id: `${school.origin}/verify/${vtrId}#achievement`,
        type: ['Achievement'],
        achievementType: kind === 'graduation' ? 'Certificate' : 'Assessment',
        name: claim.title,
        description: claim.description,
        criteria: { narrative: claim.criteria },
      },
    },
    evidence: claim.evidence.map((entry) => ({ type: ['Evidence'], ...entry })),
    credentialStatus: {
      id: `${listUrl}#${statusIndex}`,
      type: 'BitstringStatusListEntry',
      statusPurpose: 'revocation',
      statusListIndex: String(statusIndex),
      statusListCredential: listUrl,
    },
  }
}
