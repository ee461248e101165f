import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { ConfirmDialog } from '#ui/ConfirmDialog.tsx'
import { meterText } from '#ui/hours.ts'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { formatMoney } from '#ui/money.ts'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { useAction } from '#ui/useAction.ts'
import { t } from './truthStrings.ts'

type Truth = Awaited<ReturnType<typeof get<'/api/v1/finance/aircraft/{id}/meter-truth'>>>
const w = t.truth
const changes = ['meter_correction', 'charge', 'ledger_entry', 'finance_account']

export default function MeterTruthPage() {
  const id = useParam('id')
  const truth = useQuery({
    queryKey: ['meter_correction', 'truth', id],
    queryFn: () => get('/api/v1/finance/aircraft/{id}/meter-truth', { path: { id } }),
  })
  return <Loaded query={truth}>{(data) => <TruthOf truth={data} />}</Loaded>
}

function TruthOf({ truth }: { truth: Truth }) {
  const can = useCan()
  const [isApproving, setApproving] = useState(false)
  const [explained, setExplained] = useState<string | null>(null)
  const path = { id: truth.aircraftId }
  const approve = useAction({
    run: () =>
      post('/api/v1/finance/aircraft/{id}/meter-truth/approve', {
        path,
        body: { fingerprint: truth.correction.fingerprint },
      }),
    done: w.approved,
    changes,
    quiet: true,
  })
  const explain = useAction({
    run: (reason: string) =>
      post('/api/v1/finance/aircraft/{id}/meter-truth/explain', {
        path,
        body: { findings: [explained ?? ''], reason },
      }),
    done: w.explained,
    changes,
    quiet: true,
  })
  return (
    <RecordPage
      title={`${w.title}: ${truth.aircraftRegistration}`}
      id={truth.aircraftId}
      hasTimeline={false}
      back={{ to: '/finance/meter-truth', label: w.title }}
      actions={
        can('approveMeterCorrection') && truth.findings.length > 0 ? (
          <Button onClick={() => setApproving(true)}>{w.approve}</Button>
        ) : null
      }
    >
      <Facts
        title={w.facts}
        items={[
          ...truth.dials.flatMap(({ dial, ranHundredths, loggedHundredths }): [string, string][] => [
            [w.ran(dial), meterText(dial, ranHundredths)],
            [w.logged(dial), meterText(dial, loggedHundredths)],
          ]),
          [w.flights, truth.flights],
          [w.unbilled, w.minutes(truth.unbilledMinutes)],
          [w.settled, truth.settled],
        ]}
      />
      <Findings truth={truth} onExplain={can('explainMeterFindings') ? setExplained : null} />
      {truth.findings.length > 0 ? <Proposal correction={truth.correction} /> : null}
      <History aircraftId={truth.aircraftId} />
      {isApproving ? (
        <ConfirmDialog
          title={w.approveTitle}
          confirm={w.approve}
          onConfirm={() => approve.mutateAsync()}
          onClose={() => setApproving(false)}
        >
          {w.approveText}
        </ConfirmDialog>
      ) : null}
      {explained ? (
        <ConfirmDialog
          title={w.explainTitle}
          confirm={w.explain}
          reasonLabel={t.reason}
          onConfirm={(reason) => explain.mutateAsync(reason)}
          onClose={() => setExplained(null)}
        />
      ) : null}
    </RecordPage>
  )
}

type FindingsProps = { truth: Truth; onExplain: ((key: string) => void) | null }

function Findings({ truth, onExplain }: FindingsProps) {
  return (
    <Section title={w.findings}>
      <PlainTable
        label={w.findings}
        rows={truth.findings}
        rowKey={(finding) => finding.key}
        empty={w.none}
        row={(finding) => (
          <>
            <td>
              <DateOf on={finding.on} />
            </td>
            <td>
              <AppLink to={`/flights/${finding.flightId}`}>
                {labelOf('MeterFinding.kind', finding.kind)}
              </AppLink>
            </td>
            <td>{finding.message}</td>
            <td>
              {onExplain ? (
                <Button size="compact-xs" variant="light" onClick={() => onExplain(finding.key)}>
                  {w.explain}
                </Button>
              ) : null}
            </td>
          </>
        )}
      />
    </Section>
  )
}

function Proposal({ correction }: Pick<Truth, 'correction'>) {
  const [first] = correction.lines
  return (
    <Section title={w.proposal}>
      {first ? (
        <>
          <PlainTable
            label={w.proposal}
            rows={correction.lines.map((line, index) => ({ ...line, index }))}
            rowKey={(line) => String(line.index)}
            row={(line) => (
              <>
                <td>{line.accountName}</td>
                <td>{line.by === 'charge' ? w.charge : w.posting}</td>
                <td>{line.quantityThousandths === 0 ? null : `${line.quantityThousandths / 1_000} h`}</td>
                <td>{formatMoney(line.amountMinor, line.currency)}</td>
              </>
            )}
          />
          <p>
            <b>{`${w.sum}: ${formatMoney(correction.balanceMinor, first.currency)}`}</b>
          </p>
        </>
      ) : (
        <p className="dim">{`${w.noMoney} ${w.nothingToMove}`}</p>
      )}
    </Section>
  )
}

function History({ aircraftId }: { aircraftId: string }) {
  const corrections = useQuery({
    queryKey: ['meter_correction', 'history', aircraftId],
    queryFn: () => get('/api/v1/finance/meter-corrections', { query: { aircraft_id: aircraftId } }),
  })
  return (
    <Section title={w.history}>
      <Loaded query={corrections}>
        {({ items }) => (
          <PlainTable
            label={w.history}
            rows={items}
            rowKey={(correction) => correction.id}
            empty={w.noHistory}
            row={(correction) => (
              <>
                <td>
                  <Instant at={correction.createdAt} />
                </td>
                <td>{correction.approvedBy}</td>
                <td>
                  {correction.findings.map(({ kind }) => labelOf('MeterFinding.kind', kind)).join(', ')}
                </td>
                <td>
                  {correction.entryId ? (
                    <AppLink to={`/finance/ledger/${correction.entryId}`}>{w.showEntry}</AppLink>
                  ) : (
                    correction.reason
                  )}
                </td>
              </>
            )}
          />
        )}
      </Loaded>
    </Section>
  )
}
