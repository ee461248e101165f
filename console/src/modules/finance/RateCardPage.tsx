import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage } from '#ui/RecordPage.tsx'
import { RateGrid } from './RateGrid.tsx'
import { RateVersionSection } from './RateVersionSection.tsx'
import { m } from './strings.ts'

const w = m.rates

export default function RateCardPage() {
  const id = useParam('id')
  const card = useQuery({
    queryKey: ['rate_card', id],
    queryFn: () => get('/api/v1/finance/rates/{id}', { path: { id } }),
  })
  return <Loaded query={card}>{(data) => <CardRecord card={data} />}</Loaded>
}

function CardRecord({ card }: { card: RecordOf<'rate_card'> }) {
  const can = useCan()
  const [isCreating, setCreating] = useState(false)
  const versions = useQuery({
    queryKey: ['rate_version', card.id],
    queryFn: () =>
      get('/api/v1/finance/rates/{id}/versions', { path: { id: card.id }, query: { page_size: 50 } }),
  })
  const latest = versions.data?.items[0]
  return (
    <RecordPage
      title={card.name}
      id={card.id}
      back={{ to: '/finance/rates', label: w.title }}
      actions={
        can('createRateVersion') ? <Button onClick={() => setCreating(true)}>{w.newVersion}</Button> : null
      }
    >
      <Facts items={[[m.currency, card.currency]]} />
      <Loaded query={versions}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="dim">{w.noVersions}</p>
          ) : (
            <>
              <RateGrid versions={items} />
              {items.map((version) => (
                <RateVersionSection key={version.id} card={card} version={version} />
              ))}
            </>
          )
        }
      </Loaded>
      {isCreating ? (
        <FieldDialog
          write="POST /api/v1/finance/rates/{id}/versions"
          path={{ id: card.id }}
          title={w.newVersion}
          submitLabel={w.newVersion}
          done={w.versionCreated}
          changes={['rate_version', 'finance_rate']}
          fields={[{ name: 'validFrom', label: w.validFrom }]}
          more={latest ? { copyFrom: latest.id } : {}}
          onClose={() => setCreating(false)}
        />
      ) : null}
    </RecordPage>
  )
}
