import { Button, Input, TextInput } from '@mantine/core'
import { useState } from 'react'
import type { BodyOf } from '#api/answer.ts'
import { put } from '#api/client.ts'
import { useCan } from '#api/session.ts'
import { Form } from '#ui/form/Form.tsx'
import { useRecordForm } from '#ui/form/useRecordForm.ts'
import { Instant } from '#ui/Instant.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Notice } from '#ui/Notice.tsx'
import { PageHeader } from '#ui/PageHeader.tsx'
import { PlainTable } from '#ui/PlainTable.tsx'
import { Facts, Section } from '#ui/RecordPage.tsx'
import { SegmentedControl } from '#ui/SegmentedControl.ts'
import { type Cell, Grid, type Notation, NotationSwitch, useMatrix, useNotation } from './Matrix.tsx'
import classes from './management.module.css'
import { t } from './strings.ts'

const w = t.ownMatrix
const order = ['acceptable', 'tolerable', 'intolerable'] as const
type Table = BodyOf<'PUT', '/api/v1/safety/risk-matrix'>['cells']
type Version = { matrixVersion: number; name: string; notation: Notation; cells: Cell[] }

const tableOf = (cells: Cell[]) =>
  Object.fromEntries(cells.map(({ icaoCell, tolerability }) => [icaoCell, tolerability])) as Table

/** The risk matrix: the current version, a draft of the next one, and all earlier ones. */
export default function RiskMatrix() {
  const can = useCan()
  const matrix = useMatrix()
  const [draft, setDraft] = useState<Version | null>(null)
  return (
    <>
      <PageHeader title={w.title} hint={w.hint} back={{ to: '/safety/risks', label: w.back }}>
        {draft ? null : <NotationSwitch />}
        {matrix.data && !draft && can('defineRiskMatrix') ? (
          <Button onClick={() => setDraft(matrix.data.current)}>{w.define}</Button>
        ) : null}
      </PageHeader>
      <Loaded query={matrix}>
        {({ current, versions }) => (
          <div className={classes.stack}>
            {draft ? (
              <MatrixForm
                key={draft.matrixVersion}
                draft={draft}
                current={current}
                onClose={() => setDraft(null)}
              />
            ) : (
              <Current current={current} />
            )}
            <Section title={w.versions}>
              <PlainTable
                label={w.versions}
                rows={versions}
                rowKey={(version) => String(version.matrixVersion)}
                row={(version) => (
                  <>
                    <td>{w.versionOf(version.matrixVersion)}</td>
                    <td>{version.name}</td>
                    <td>{version.createdByName}</td>
                    <td>
                      <Instant at={version.createdAt} />
                    </td>
                    <td>
                      {can('defineRiskMatrix') && version.matrixVersion !== current.matrixVersion ? (
                        <Button
                          size="compact-xs"
                          variant="default"
                          aria-label={w.takeUpOf(version.matrixVersion)}
                          onClick={() => setDraft(version)}
                        >
                          {w.takeUp}
                        </Button>
                      ) : null}
                    </td>
                  </>
                )}
              />
            </Section>
          </div>
        )}
      </Loaded>
    </>
  )
}

function Current({
  current,
}: {
  current: Version & { createdByName: string | null; createdAt: string | null }
}) {
  const [notation] = useNotation()
  return (
    <div className={classes.pair}>
      <Grid title={w.current} cells={current.cells} notation={notation} />
      <Facts
        items={[
          [w.name, current.name],
          [w.version, w.versionOf(current.matrixVersion)],
          [w.definedBy, current.createdByName],
          [w.definedAt, current.createdAt ? <Instant key="at" at={current.createdAt} /> : null],
          [w.notation, current.notation === 'icao' ? t.matrix.icao : t.matrix.reversed],
        ]}
      />
    </div>
  )
}

function MatrixForm({ draft, current, onClose }: { draft: Version; current: Version; onClose: () => void }) {
  const record = useRecordForm({
    initial: {
      name: draft.matrixVersion === 0 ? '' : draft.name,
      notation: current.notation,
      cells: tableOf(draft.cells),
    },
    send: ({ name, notation, cells }) =>
      put('/api/v1/safety/risk-matrix', { body: { name: name.trim(), notation, cells } }),
    done: (matrix) => w.saved(matrix.matrixVersion),
    changes: ['risk_matrix'],
    onDone: onClose,
  })
  const { form } = record
  const { notation, cells: table } = form.values
  const cells = draft.cells.map((cell) => ({
    ...cell,
    tolerability: table[cell.icaoCell as keyof Table],
  }))
  const differing = current.cells.filter(
    ({ icaoCell, tolerability }) => table[icaoCell as keyof Table] !== tolerability,
  ).length
  const change = ({ icaoCell, tolerability }: Cell) => {
    const next = order[(order.indexOf(tolerability) + 1) % order.length] ?? 'acceptable'
    form.clearFieldError('cells')
    form.setFieldValue('cells', { ...table, [icaoCell]: next })
  }
  return (
    <div className={classes.pair}>
      <Form record={record} submitLabel={w.save} onCancel={onClose}>
        <TextInput label={w.name} data-autofocus {...form.getInputProps('name')} />
        <Input.Wrapper label={w.notation} labelElement="div">
          <SegmentedControl
            aria-label={w.notation}
            value={notation}
            onChange={(value) => form.setFieldValue('notation', value === 'reversed' ? 'reversed' : 'icao')}
            data={[
              { value: 'icao', label: t.matrix.icao },
              { value: 'reversed', label: t.matrix.reversed },
            ]}
          />
        </Input.Wrapper>
        <Grid title={w.cells} cells={cells} notation={notation} onCell={change} />
        <p className="dim" role="status">
          {differing === 0 ? w.same : w.differs(differing)}
        </p>
        {form.errors.cells ? <Notice tone="red">{String(form.errors.cells)}</Notice> : null}
      </Form>
      <Grid
        title={notation === 'icao' ? w.reversed : w.icao}
        cells={cells}
        notation={notation === 'icao' ? 'reversed' : 'icao'}
      />
    </div>
  )
}
