import { Anchor, Button } from '@mantine/core'
import { useState } from 'react'
import { optionsOf } from '#api/choice.ts'
import { labelOf } from '#api/label.ts'
import { allows } from '#api/move.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { DateOf } from '#ui/Instant.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Section } from '#ui/RecordPage.tsx'
import { hrefOf } from './PaperFiles.tsx'
import { t } from './squawkStrings.ts'

const w = t.order
const changes = ['work_order']
type Order = RecordOf<'work_order'>

/** What the work took: parts and labor. */
export function OrderLines({ order }: { order: Order }) {
  const can = useCan()
  const [dialog, setDialog] = useState<'part' | 'labor' | null>(null)
  const close = () => setDialog(null)
  const isOpen = allows('work_order', 'edit', order)
  const button = (name: 'part' | 'labor', label: string) => (
    <Button size="compact-xs" variant="default" onClick={() => setDialog(name)}>
      {label}
    </Button>
  )
  return (
    <>
      <Section title={w.parts} actions={isOpen && can('addWorkOrderPart') ? button('part', w.addPart) : null}>
        <PlainTable
          label={w.parts}
          rows={order.parts}
          rowKey={({ id }) => id}
          headings={w.partHeadings}
          empty={w.noParts}
          row={(part) => (
            <>
              <td>
                {part.partNumber} {part.serialNumber}
              </td>
              <td>
                {part.description}
                <Certificate orderId={order.id} certificate={part.releaseCertificate} />
              </td>
              <td>{labelOf('WorkOrderPart.condition', part.condition)}</td>
              <td>
                {part.quantityThousandths / 1000} {part.unit}
              </td>
            </>
          )}
        />
      </Section>
      <Section
        title={w.labor}
        actions={isOpen && can('addWorkOrderLabour') ? button('labor', w.addLabor) : null}
      >
        <PlainTable
          label={w.labor}
          rows={order.labour}
          rowKey={({ id }) => id}
          empty={w.noLabor}
          row={(line) => (
            <>
              <td>{line.crewName}</td>
              <td>
                <DateOf on={line.workedOn} />
              </td>
              <td>{line.minutes} min</td>
            </>
          )}
        />
      </Section>
      {dialog === 'part' ? (
        <FieldDialog
          write="POST /api/v1/maintenance/work-orders/{id}/parts"
          path={{ id: order.id }}
          title={w.addPart}
          submitLabel={w.addPart}
          done={t.order.moved}
          changes={changes}
          fields={[
            { name: 'partNumber', label: w.partNumber },
            { name: 'description', label: w.partName },
            { name: 'serialNumber', label: w.serial },
            { name: 'quantityThousandths', label: w.quantity, initial: '1000' },
            { name: 'unit', label: w.unit, initial: 'each' },
            { name: 'condition', label: w.condition },
            { name: 'unitCostMinor', label: w.unitCost },
            ...(certificateFields(order.files) as never[]),
          ]}
          body={partBody}
          onClose={close}
        />
      ) : null}
      {dialog === 'labor' ? (
        <FieldDialog
          write="POST /api/v1/maintenance/work-orders/{id}/labour"
          path={{ id: order.id }}
          title={w.addLabor}
          submitLabel={w.addLabor}
          done={t.order.moved}
          changes={changes}
          fields={[
            { name: 'crewId', label: w.person },
            { name: 'workedOn', label: w.day },
            { name: 'minutes', label: w.minutes },
            { name: 'rateMinor', label: w.rate },
          ]}
          onClose={close}
        />
      ) : null}
    </>
  )
}

/** The certificate is a part of the part: its fields stand beside the others. */
const certificateFields = (files: Order['files']) => [
  {
    name: 'certificateKind',
    label: w.certificateKind,
    kind: 'select',
    options: optionsOf('WorkOrderPart.releaseCertificate.kind'),
  },
  { name: 'certificateNumber', label: w.certificateNumber },
  ...(files.length > 0
    ? [
        {
          name: 'certificateFile',
          label: w.certificateFile,
          hint: w.certificateFileHint,
          kind: 'select',
          options: files.map(({ id, name }) => ({ value: id, label: name })),
        },
      ]
    : []),
]

function partBody({ certificateKind, certificateNumber, certificateFile, ...part }: Record<string, unknown>) {
  const releaseCertificate = {
    kind: certificateKind,
    number: certificateNumber,
    ...(certificateFile ? { fileId: certificateFile } : {}),
  }
  return (certificateKind || certificateNumber ? { ...part, releaseCertificate } : part) as never
}

function Certificate({
  orderId,
  certificate,
}: {
  orderId: string
  certificate: Order['parts'][number]['releaseCertificate']
}) {
  if (!certificate) return null
  const text = `${labelOf('WorkOrderPart.releaseCertificate.kind', certificate.kind)} ${certificate.number}`
  return (
    <div className="dim">
      {certificate.fileId ? (
        <Anchor href={hrefOf('work_order', orderId, certificate.fileId)} download inherit>
          {text}
        </Anchor>
      ) : (
        text
      )}
    </div>
  )
}
