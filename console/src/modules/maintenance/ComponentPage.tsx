import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { get } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { formatMeter } from '#ui/hours.ts'
import { DateOf, Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { ComponentMove } from './ComponentMove.tsx'
import { componentFields, t as words } from './componentWords.ts'
import { t } from './directiveStrings.ts'
import { LifeBars } from './LifeBars.tsx'
import { PaperFiles } from './PaperFiles.tsx'

const w = t.components
type Component = RecordOf<'component'>
const air = (hundredths: number) => formatMeter('air', hundredths)

export default function ComponentPage() {
  const id = useParam('id')
  const component = useQuery({
    queryKey: ['component', id],
    queryFn: () => get('/api/v1/maintenance/components/{id}', { path: { id } }),
  })
  return <Loaded query={component}>{(data) => <ComponentRecord component={data} />}</Loaded>
}

function ComponentRecord({ component }: { component: Component }) {
  const can = useCan()
  const [dialog, setDialog] = useState<'move' | 'edit' | null>(null)
  const close = () => setDialog(null)
  const { id, installation } = component
  return (
    <RecordPage
      title={[component.partNumber, component.serialNumber].filter(Boolean).join(' ')}
      id={id}
      back={{ to: '/maintenance/components', label: w.back }}
      actions={
        <>
          {can('updateComponent') ? (
            <Button variant="default" onClick={() => setDialog('edit')}>
              {w.edit}
            </Button>
          ) : null}
          {can('installComponent') ? (
            <Button onClick={() => setDialog('move')}>{installation ? words.remove : words.install}</Button>
          ) : null}
        </>
      }
    >
      <Section title={w.times}>
        <LifeBars component={component} />
      </Section>
      <Facts
        items={[
          [words.kind, labelOf('component.kind', component.kind)],
          [words.description, component.description],
          [words.manufacturer, component.manufacturer],
          [
            words.where,
            installation ? (
              <AppLink key="where" to={`/aircraft/${installation.aircraftId}`}>
                {`${installation.aircraftRegistration}, ${installation.position}`}
              </AppLink>
            ) : (
              w.nowhere
            ),
          ],
        ]}
      />
      <Installations componentId={id} currentId={installation?.id ?? null} />
      <Works componentId={id} />
      {dialog === 'move' ? <ComponentMove component={component} onClose={close} /> : null}
      {dialog === 'edit' ? (
        <FieldDialog
          write="PATCH /api/v1/maintenance/components/{id}"
          path={{ id }}
          record={component}
          title={w.edit}
          submitLabel={w.save}
          done={w.saved}
          changes={['component']}
          fields={componentFields}
          onClose={close}
        />
      ) : null}
    </RecordPage>
  )
}

/** Where it was, and with which times it came. */
function Installations({ componentId, currentId }: { componentId: string; currentId: string | null }) {
  const can = useCan()
  const installations = useQuery({
    queryKey: ['component_installation', componentId],
    queryFn: () =>
      get('/api/v1/maintenance/installations', { query: { component_id: componentId, page_size: 50 } }),
  })
  const current = installations.data?.items.find(({ id }) => id === currentId)
  return (
    <>
      <Section title={w.history}>
        <Loaded query={installations}>
          {({ items }) => (
            <PlainTable
              label={w.history}
              rows={items}
              rowKey={({ id }) => id}
              empty={w.noHistory}
              row={(row) => (
                <>
                  <td>
                    <AppLink
                      to={`/aircraft/${row.aircraftId}`}
                    >{`${row.aircraftRegistration}, ${row.position}`}</AppLink>
                    <div className="dim">
                      {[
                        w.at(air(row.tsnAtInstallHundredths)),
                        row.removalReason,
                        ...row.files.map(({ name }) => name),
                      ]
                        .filter(Boolean)
                        .join(' · ')}
                    </div>
                  </td>
                  <td>
                    <DateOf on={row.installedAt.slice(0, 10)} /> {w.until}{' '}
                    {row.removedAt ? <DateOf on={row.removedAt.slice(0, 10)} /> : w.now}
                  </td>
                </>
              )}
            />
          )}
        </Loaded>
      </Section>
      {current ? (
        <PaperFiles
          of="component_installation"
          id={current.id}
          files={current.files}
          title={w.certificate}
          mayAttach={can('attachInstallationFile')}
        />
      ) : null}
    </>
  )
}

function Works({ componentId }: { componentId: string }) {
  const works = useQuery({
    queryKey: ['component_work', componentId],
    queryFn: () =>
      get('/api/v1/maintenance/component-work', { query: { component_id: componentId, page_size: 50 } }),
  })
  return (
    <Section title={w.work}>
      <Loaded query={works}>
        {({ items }) => (
          <PlainTable
            label={w.work}
            rows={items}
            rowKey={({ id }) => id}
            empty={w.noWork}
            row={(row) => (
              <>
                <td>
                  <AppLink to={`/maintenance/work-orders/${row.workOrderId}`}>
                    {`${labelOf('component_work.work', row.work)} ${row.workOrderNumber}`}
                  </AppLink>
                  <div className="dim">
                    {[
                      row.method,
                      row.tsnHundredths === null ? null : w.at(air(row.tsnHundredths)),
                      row.signedByName,
                    ]
                      .filter(Boolean)
                      .join(' · ')}
                  </div>
                </td>
                <td>
                  <Instant at={row.doneAt} />
                </td>
              </>
            )}
          />
        )}
      </Loaded>
    </Section>
  )
}
