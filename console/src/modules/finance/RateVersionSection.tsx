import { Button, Group } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get, post, remove } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { MoveButtons } from '#ui/MoveButtons.tsx'
import { formatRate, parseRate } from '#ui/money.ts'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { useAction } from '#ui/useAction.ts'
import { versionStates } from './kind.ts'
import { Rehearsal } from './Rehearsal.tsx'
import { m } from './strings.ts'

type Rate = RecordOf<'finance_rate'>
type Props = { card: RecordOf<'rate_card'>; version: RecordOf<'rate_version'> }
const w = m.rates
const changes = ['rate_version', 'finance_rate']

/** The prices of a version, which only a draft lets change. */
export function RateVersionSection({ card, version }: Props) {
  const can = useCan()
  const [isAdding, setAdding] = useState(false)
  const [isRehearsing, setRehearsing] = useState(false)
  const path = { id: version.id }
  const isDraft = version.status === 'draft'
  const rates = useQuery({
    queryKey: ['finance_rate', version.id],
    queryFn: () => get('/api/v1/finance/rates/versions/{id}/rates', { path, query: { page_size: 100 } }),
  })
  const publish = useAction({
    run: () => post('/api/v1/finance/rates/versions/{id}/publish', { path }),
    done: w.published,
    changes,
  })
  const drop = useAction({
    run: () => remove('/api/v1/finance/rates/versions/{id}', { path }),
    done: w.deleted,
    changes,
  })
  const removePrice = useAction({
    run: (id: string) => remove('/api/v1/finance/prices/{id}', { path: { id } }),
    done: w.priceRemoved,
    changes,
  })
  return (
    <Section
      title={w.version(version.validFrom)}
      actions={
        <Group gap={6}>
          <StateBadge of={versionStates} state={version.status} />
          {can('rehearseRates') ? (
            <Button variant="default" size="xs" onClick={() => setRehearsing(!isRehearsing)}>
              {w.rehearse}
            </Button>
          ) : null}
          {isDraft && can('createRate') ? (
            <Button variant="default" size="xs" onClick={() => setAdding(true)}>
              {w.newPrice}
            </Button>
          ) : null}
          <MoveButtons
            kind="rate_version"
            record={version}
            on={{ publish: () => publish.mutate(), delete: () => drop.mutate(), edit: null }}
          />
        </Group>
      }
    >
      <Loaded query={rates}>
        {({ items }) => (
          <PlainTable
            label={w.prices}
            rows={items}
            rowKey={(rate) => rate.id}
            headings={w.priceHeadings}
            empty={w.noPrices}
            row={(rate) => (
              <>
                <td>{labelOf('finance_rate.chargeKind', rate.chargeKind)}</td>
                <td>{matchOf(rate)}</td>
                <td>{labelOf('finance_rate.basis', rate.basis)}</td>
                <td>{formatRate(rate.unitRateMinor, rate.perQuantity, rate.currency)}</td>
                <td>
                  {isDraft && can('deleteRate') ? (
                    <Button size="compact-xs" variant="subtle" onClick={() => removePrice.mutate(rate.id)}>
                      {w.removePrice}
                    </Button>
                  ) : (
                    rate.taxCode
                  )}
                </td>
              </>
            )}
          />
        )}
      </Loaded>
      {isRehearsing ? <Rehearsal version={version} /> : null}
      {isAdding ? <PriceDialog card={card} version={version} onClose={() => setAdding(false)} /> : null}
    </Section>
  )
}

export const matchOf = ({ match, aircraftRegistration, instructorName }: Rate) =>
  [
    aircraftRegistration,
    aircraftRegistration ? null : match.typeDesignator,
    instructorName,
    match.memberGroup,
    match.airport,
  ]
    .filter(Boolean)
    .join(', ') || w.any

function PriceDialog({ card, version, onClose }: Props & { onClose: () => void }) {
  return (
    <FieldDialog
      write="POST /api/v1/finance/rates/versions/{id}/rates"
      path={{ id: version.id }}
      title={w.newPrice}
      submitLabel={w.newPrice}
      done={w.priceCreated}
      changes={changes}
      fields={[
        { name: 'chargeKind', label: m.kind, initial: 'rental' },
        { name: 'basis', label: w.basis, initial: 'hobbs' },
        { name: 'unitRateMinor', label: `${m.charges.rateShort} (${card.currency})`, kind: 'text' },
        { name: 'match', label: m.aircraftOrAll, kind: { record: 'aircraft' } },
        { name: 'taxCode', label: w.taxCode, initial: 'NONE' },
      ]}
      body={(values) => {
        const price = parseRate(String(values.unitRateMinor ?? ''), card.currency)
        return {
          ...values,
          unitRateMinor: price?.priceMinor ?? Number.NaN,
          perQuantity: (price?.perQuantity ?? 1) * (values.basis === 'session_minutes' ? 60 : 1),
          match: values.match ? { aircraftId: values.match } : {},
        } as never
      }}
      onClose={onClose}
    />
  )
}
