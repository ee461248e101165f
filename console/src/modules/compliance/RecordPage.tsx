import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import type { ComplianceRecordInFull } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { Files } from '#ui/Files.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { useGo, useParam } from '#ui/place.ts'
import { Facts, RecordPage as Frame } from '#ui/RecordPage.tsx'
import { formatDate } from '#ui/time.ts'
import { useAction } from '#ui/useAction.ts'
import classes from './compliance.module.css'
import { ComplianceBadge, leftOf } from './complianceWords.tsx'
import { History } from './History.tsx'
import { t } from './strings.ts'

const w = t.page

export default function RecordPage() {
  const id = useParam('id')
  const record = useQuery({
    queryKey: ['compliance_record', id],
    queryFn: () => get('/api/v1/compliance/records/{id}', { path: { id } }),
  })
  return <Loaded query={record}>{(data) => <OneRecord record={data} />}</Loaded>
}

function OneRecord({ record }: { record: ComplianceRecordInFull }) {
  const attach = useAction({
    run: (file: File) =>
      post('/api/v1/compliance/records/{id}/files', {
        path: { id: record.id },
        query: { filename: file.name },
        body: new Blob([file], { type: file.type || 'application/octet-stream' }) as never,
        headers: { 'Content-Type': file.type || 'application/octet-stream' },
      }),
    done: w.attached,
    changes: ['compliance_record'],
  })
  const mayAttach = record.withdrawnAt === null && (record.isEditable || record.isOwn)
  return (
    <Frame
      title={`${record.personName}: ${record.title}`}
      id={record.id}
      badge={
        <ComplianceBadge status={record.status}>
          {record.withdrawnAt ? t.withdrawn : labelOf('compliance_record.status', record.status)}
        </ComplianceBadge>
      }
      back={{ to: '/compliance/records', label: w.back }}
      actions={<Actions record={record} />}
    >
      <div className={classes.stack}>
        <Verdict record={record} />
        <Facts items={factsOf(record)} />
        <Files
          title={w.evidence}
          files={record.evidence}
          href={(file) => `/api/v1/compliance/records/${record.id}/files/${file.id}`}
          attachLabel={w.attach}
          onAttach={mayAttach ? (file) => attach.mutate(file) : undefined}
          isAttaching={attach.isPending}
        />
        <History id={record.id} version={record.version} />
      </div>
    </Frame>
  )
}

/** What decided the status: the date, and the rule behind it. */
function Verdict({ record }: { record: ComplianceRecordInFull }) {
  const { status, expiresOn, warnsOn, citation, expirySource, withdrawnReason } = record
  if (withdrawnReason !== null) return <Notice tone="red" title={w.why(withdrawnReason)} />
  if (expiresOn === null) return <Notice tone="green" title={w.noEnd} />
  const tone = status === 'expired' ? 'red' : status === 'expiring' ? 'amber' : 'green'
  const date = formatDate(expiresOn)
  const title = `${status === 'expired' ? w.endedOn(date) : w.goodTo(date)} · ${leftOf(expiresOn)}`
  return (
    <Notice tone={tone} title={title}>
      {[
        expirySource === 'rule' && citation ? w.by(citation) : w.manual,
        status !== 'expired' && warnsOn ? w.warned(formatDate(warnsOn)) : null,
      ]
        .filter(Boolean)
        .join(' ')}
    </Notice>
  )
}

type Items = Parameters<typeof Facts>[0]['items']

function factsOf(record: ComplianceRecordInFull): Items {
  const isMedical = record.kind === 'medical'
  const isExamined = isMedical || record.kind === 'basic_med'
  return [
    [
      w.person,
      <AppLink key="person" to={`/people/${record.crewId}`}>
        {record.personName}
      </AppLink>,
    ],
    [w.kind, labelOf('compliance_record.kind', record.kind)],
    [w.number, record.number],
    [w.authority, record.issuingAuthority],
    [isExamined ? w.examined : w.issued, <DateOf key="issued" on={record.issuedOn} />],
    [w.expires, record.expiresOn ? <DateOf key="expires" on={record.expiresOn} /> : t.noEnd],
    ...courseFact(record),
    ...(isMedical ? medicalFacts(record) : []),
    [w.reference, record.reference],
    [w.notes, record.notes],
  ]
}

const courseFact = ({ courseOn }: ComplianceRecordInFull): Items =>
  courseOn === null ? [] : [[w.course, <DateOf key="course" on={courseOn} />]]

const medicalFacts = (record: ComplianceRecordInFull): Items => [
  [
    w.medicalClass,
    record.medicalClass ? labelOf('compliance_record.medicalClass', record.medicalClass) : null,
  ],
  [w.operation, record.operation ? labelOf('compliance_record.operation', record.operation) : null],
  [w.age, record.ageAtExam],
  ...(record.previousExpiresOn
    ? ([[w.previous, <DateOf key="previous" on={record.previousExpiresOn} />]] as Items)
    : []),
  ...untilFacts(record),
]

const untilFacts = (record: ComplianceRecordInFull): Items =>
  (
    [
      ['single_pilot_passengers', record.singlePilotPassengersUntil],
      ['airline_transport', record.airlineTransportUntil],
      ['commercial', record.commercialUntil],
      ['private', record.privateUntil],
      ['light_aircraft', record.lightAircraftUntil],
    ] as const
  ).flatMap(
    ([operation, on]): Items =>
      on === null
        ? []
        : [[w.until(labelOf('compliance_record.operation', operation)), <DateOf key={operation} on={on} />]],
  )

function Actions({ record }: { record: ComplianceRecordInFull }) {
  const can = useCan()
  const go = useGo()
  const [isAsking, setAsking] = useState(false)
  const withdraw = useAction({
    run: (reason: string) =>
      post('/api/v1/compliance/records/{id}/withdraw', { path: { id: record.id }, body: { reason } }),
    done: w.withdrawnDone,
    changes: ['compliance_record'],
    quiet: true,
  })
  if (!record.isEditable || !can('updateComplianceRecord')) return null
  return (
    <>
      <Button variant="default" onClick={() => setAsking(true)}>
        {w.withdraw}
      </Button>
      <Button onClick={() => go(`/compliance/records/${record.id}/edit`)}>{w.edit}</Button>
      {isAsking ? (
        <ConfirmDialog
          title={w.withdrawTitle(`${record.personName}: ${record.title}`)}
          confirm={w.withdraw}
          isDangerous
          reasonLabel={w.reason}
          onConfirm={(reason) => withdraw.mutateAsync(reason)}
          onClose={() => setAsking(false)}
        >
          {w.withdrawHint}
        </ConfirmDialog>
      ) : null}
    </>
  )
}
