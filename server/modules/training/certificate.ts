import { sql, type Tx } from '#platform/database/database.ts'
import { operation } from '#platform/kernel/operation.ts'
import { ruleBroken } from '#platform/kernel/problem.ts'
import { newPaper, paperAnswer } from '#platform/paper/paper.ts'
import { Enrollment } from './enrollment.ts'
import { loadTrainings, minimumsOf } from './load-progress.ts'

export const hours = (minutes: number) =>
  `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, '0')}`

export const getCertificate = operation({
  ...paperAnswer,
  id: 'getGraduationCertificate',
  path: '/api/v1/training/enrollments/:id/certificate.pdf',
  summary: 'Get the graduation certificate',
  description:
    'A PDF with the eight contents of 14 CFR 141.95(b), the hash of the verified training record, and a QR code that leads to its page.',
  scope: 'training:read',
  roles: 'staff',
  stability: 'beta',
  on: Enrollment,
  async handle({ tx, record, principal, services, request, now }) {
    if (record.endedOn === null || record.certifiedSignatureId === null)
      throw ruleBroken('Only a student who graduated has a certificate')
    const facts = await factsOf(tx, record.id, record.certifiedSignatureId)
    const [training] = await loadTrainings(tx, [record.id])
    const crossCountry = training?.lessons.reduce((sum, lesson) => sum + lesson.crossCountryMinutes, 0) ?? 0
    const { name } = principal.workspace
    const paper = newPaper({ title: 'Graduation certificate', workspace: name, now })
    const line = (label: string, text: string) => {
      paper.heading(label, 40)
      paper.paragraph(text)
    }
    line('School', `${name}${facts.courseReference ? `, certificate ${facts.courseReference}` : ''}`)
    line('Graduate', record.personName)
    line('Course', `${record.programTitle} (${record.programCode}), revision ${record.revisionNumber}`)
    line('Date of graduation', record.endedOn)
    line(
      'Completion',
      `${record.personName} has satisfactorily completed each required stage of the approved course of training, including the tests for those stages: ${facts.stages.join(', ')}.`,
    )
    line('Cross-country training', `${hours(crossCountry)} hours of cross-country training were received.`)
    if (training)
      line(
        'Minimums of the course',
        minimumsOf(training)
          .map(
            ({ kind, countedMinutes, requiredMinutes }) =>
              `${kind}: ${hours(countedMinutes)} of ${hours(requiredMinutes)}`,
          )
          .join(' · ') || 'The course has no minimums.',
      )
    line(
      'Certified by the chief instructor',
      `${facts.signedBy}${facts.signerCertificate ? `, certificate ${facts.signerCertificate}` : ''}, signed at ${facts.signedAt.toISOString()}. ${facts.statement}. SHA-256 of what was signed: ${facts.signedSha256}`,
    )
    const url = `${services.config.publicUrl ?? request.origin}/verify/${facts.vtrId}`
    line(
      'Code of this certificate',
      `${facts.vtrId}. Certificate of enrollment: ${record.certificateNumber}.`,
    )
    line('Verify it', `${url} · SHA-256 ${facts.contentSha256}`)
    paper.qr(url)
    return paper.finish(`certificate-${record.certificateNumber}.pdf`)
  },
})

/** The certificate names the newest record of the graduation. */
function factsOf(tx: Tx, enrollmentId: string, signatureId: string) {
  return tx.one(sql<'certificateFacts', { vtrId: string; contentSha256: string; stages: string[] }>`
    select p.course_reference as "courseReference", g.name as "signedBy", g.certificate_number as "signerCertificate",
           g.signed_at as "signedAt", g.statement, g.content_sha256 as "signedSha256",
           v.id as "vtrId", v.content_sha256 as "contentSha256",
           array(select s.title from training_stages s
                  where s.workspace_id = e.workspace_id and s.revision_id = e.revision_id
                  order by s.position) as stages
      from training_enrollments e
      join training_programs p on p.workspace_id = e.workspace_id and p.id = e.program_id
      join training_signatures g on g.workspace_id = e.workspace_id and g.id = ${signatureId}
      left join lateral (select v.id, v.content_sha256 from training_vtrs v
         where v.workspace_id = e.workspace_id and v.subject_id = e.id and v.kind = 'graduation'
         order by v.created_at desc, v.id desc limit 1) v on true
     where e.id = ${enrollmentId}`)
}
