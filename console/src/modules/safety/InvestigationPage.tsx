import { useQuery } from '@tanstack/react-query'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { allows } from '#api/move.ts'
import type { InvestigationInFull } from '#api/types.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { Files } from '#ui/Files.tsx'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { Steps } from '#ui/Steps.tsx'
import { useAction } from '#ui/useAction.ts'
import { s } from '../../strings.ts'
import { Entries } from './Entries.tsx'
import { Findings } from './Findings.tsx'
import { InvestigationActions } from './InvestigationActions.tsx'
import { investigationStates, investigationWay } from './kind.ts'
import { LinkedActions } from './LinkedActions.tsx'
import { Moves } from './Moves.tsx'
import { Narrative } from './Narrative.tsx'
import { t } from './strings.ts'

const w = t.investigations

export default function InvestigationPage() {
  const id = useParam('id')
  const investigation = useQuery({
    queryKey: ['investigation', id],
    queryFn: () => get('/api/v1/sms/investigations/{id}', { path: { id } }),
  })
  return <Loaded query={investigation}>{(data) => <InvestigationRecord investigation={data} />}</Loaded>
}

function InvestigationRecord({ investigation }: { investigation: InvestigationInFull }) {
  const isOpen = allows('investigation', 'edit', investigation)
  const attach = useAction({
    run: (file: File) =>
      post('/api/v1/sms/investigations/{id}/evidence', {
        path: { id: investigation.id },
        query: { filename: file.name },
        body: new Blob([file], { type: file.type || 'application/octet-stream' }) as never,
        headers: { 'Content-Type': file.type || 'application/octet-stream' },
      }),
    done: s.files.attached,
    changes: ['investigation'],
  })
  const files = investigation.entries.flatMap(({ fileId, fileName, contentType }) =>
    fileId && fileName && contentType ? [{ id: fileId, name: fileName, contentType }] : [],
  )
  return (
    <RecordPage
      title={`${investigation.code} · ${investigation.title}`}
      id={investigation.id}
      badge={<StateBadge of={investigationStates} state={investigation.status} />}
      back={{ to: '/safety/investigations', label: w.back }}
      actions={<InvestigationActions investigation={investigation} />}
    >
      <Steps
        field="investigation.status"
        order={investigationWay}
        current={investigation.status}
        moves={investigation.moves}
      />
      <Facts
        items={[
          [w.lead, investigation.leadName],
          [
            w.report,
            investigation.reportId ? (
              <AppLink key="report" to={`/safety/reports/${investigation.reportId}`}>
                {investigation.reportCode ?? ''}
              </AppLink>
            ) : null,
          ],
          [w.preliminary, <DateOf key="due" on={investigation.preliminaryDueOn} />],
          [w.preliminaryFiled, <Instant key="filed" at={investigation.preliminaryAt} />],
          [w.opened, <Instant key="opened" at={investigation.createdAt} />],
          [
            labelOf('investigation.status', 'completed'),
            <Instant key="completed" at={investigation.completedAt} />,
          ],
          [w.noAction, investigation.noActionReason],
        ]}
      />
      <Narrative investigation={investigation} />
      <Findings investigation={investigation} isOpen={isOpen} />
      {(['evidence', 'interview', 'timeline'] as const).map((kind) => (
        <Entries key={kind} kind={kind} investigation={investigation} isOpen={isOpen} />
      ))}
      <Files
        title={s.files.title}
        files={files}
        href={(file) => `/api/v1/sms/investigations/${investigation.id}/evidence/${file.id}`}
        onAttach={isOpen ? (file) => attach.mutate(file) : undefined}
        isAttaching={attach.isPending}
      />
      <LinkedActions investigation={investigation} />
      <Moves moves={investigation.moves} />
    </RecordPage>
  )
}
