import { Button, FileButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import type { BodyOf } from '#api/answer.ts'
import { get, post } from '#api/client.ts'
import { labelOf } from '#api/label.ts'
import type { RecordOf } from '#api/record.ts'
import { useCan } from '#api/session.ts'
import { AppLink } from '#ui/AppLink.tsx'
import { FieldDialog } from '#ui/form/FieldDialog.tsx'
import { Loaded } from '#ui/Loaded.tsx'
import { Menu } from '#ui/Menu.ts'
import { PlainTable } from '#ui/PlainTable.tsx'
import { useGo, useParam } from '#ui/place.ts'
import { Facts, RecordPage, Section } from '#ui/RecordPage.tsx'
import { StateBadge } from '#ui/StatusBadge.tsx'
import { showRefusal, useAction } from '#ui/useAction.ts'
import { programStates, revisionStates } from './kind.ts'
import { t } from './strings.ts'

const w = t.programs
type Program = RecordOf<'training_program'>
type Syllabus = BodyOf<'POST', '/api/v1/training/programs/{id}/revisions'>

export default function ProgramPage() {
  const id = useParam('id')
  const program = useQuery({
    queryKey: ['training_program', id],
    queryFn: () => get('/api/v1/training/programs/{id}', { path: { id } }),
  })
  return <Loaded query={program}>{(data) => <ProgramRecord program={data} />}</Loaded>
}

function ProgramRecord({ program }: { program: Program }) {
  const can = useCan()
  const [isEditing, setEditing] = useState(false)
  return (
    <RecordPage
      title={program.title}
      id={program.id}
      badge={<StateBadge of={programStates} state={program.status} />}
      back={{ to: '/training/programs', label: w.title }}
      actions={
        can('updateTrainingProgram') ? (
          <Button variant="default" onClick={() => setEditing(true)}>
            {w.edit}
          </Button>
        ) : null
      }
    >
      <Facts
        items={[
          [w.code, program.code],
          [w.authority, labelOf('training_program.authority', program.authority)],
          [w.reference, program.courseReference],
          [w.chief, program.chiefInstructorName],
          [w.enrolled, program.enrolledCount],
        ]}
      />
      <Revisions program={program} />
      {isEditing ? (
        <FieldDialog
          write="PATCH /api/v1/training/programs/{id}"
          path={{ id: program.id }}
          record={program}
          title={w.edit}
          submitLabel={w.save}
          done={w.saved}
          changes={['training_program']}
          fields={[
            { name: 'code', label: w.code },
            { name: 'title', label: w.name },
            { name: 'courseReference', label: w.reference },
            { name: 'chiefInstructorId', label: w.chief },
            { name: 'status', label: w.status },
          ]}
          onClose={() => setEditing(false)}
        />
      ) : null}
    </RecordPage>
  )
}

function Revisions({ program }: { program: Program }) {
  const can = useCan()
  const revisions = useQuery({
    queryKey: ['training_revision', program.id],
    queryFn: () => get('/api/v1/training/programs/{id}/revisions', { path: { id: program.id } }),
  })
  return (
    <Section
      title={w.revisions}
      actions={can('createTrainingRevision') ? <NewRevision program={program} /> : null}
    >
      <Loaded query={revisions}>
        {({ items }) => (
          <PlainTable
            label={w.revisions}
            rows={items}
            rowKey={({ id }) => id}
            empty={w.noRevisions}
            row={(revision) => (
              <>
                <td>
                  <AppLink to={`/training/revisions/${revision.id}`}>
                    {w.revision} {revision.number}
                  </AppLink>
                  <div className="dim">{revision.changeNote}</div>
                </td>
                <td>
                  <StateBadge of={revisionStates} state={revision.status} />
                </td>
              </>
            )}
          />
        )}
      </Loaded>
    </Section>
  )
}

/** A copy of the newest revision, a file, or a syllabus that comes with Apron. */
function NewRevision({ program }: { program: Program }) {
  const go = useGo()
  const create = useAction({
    run: (body: Syllabus) =>
      post('/api/v1/training/programs/{id}/revisions', { path: { id: program.id }, body }),
    done: w.madeRevision,
    changes: ['training_revision', 'training_program'],
    onDone: (revision) => go(`/training/revisions/${revision.id}`),
  })
  const fromFile = async (file: File | null) => {
    if (!file) return
    try {
      // The file names its program, and it is imported into this one.
      const { program: _program, ...syllabus } = JSON.parse(await file.text())
      create.mutate(syllabus)
    } catch {
      showRefusal(new Error(w.badFile))
    }
  }
  const fromLibrary = async (name: 'private-pilot' | 'instrument') => {
    const { syllabus } = await get('/api/v1/training/syllabi/{name}', { path: { name } })
    create.mutate(syllabus as Syllabus)
  }
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button variant="default">{w.fromLibrary}</Button>
        </Menu.Target>
        <Menu.Dropdown>
          {(['private-pilot', 'instrument'] as const).map((name) => (
            <Menu.Item key={name} onClick={() => void fromLibrary(name).catch(showRefusal)}>
              {w.library[name]}
            </Menu.Item>
          ))}
        </Menu.Dropdown>
      </Menu>
      <FileButton accept="application/json,.json" onChange={(file) => void fromFile(file)}>
        {(props) => (
          <Button variant="default" {...props}>
            {w.fromFile}
          </Button>
        )}
      </FileButton>
      <Button loading={create.isPending} onClick={() => create.mutate({})}>
        {w.newRevision}
      </Button>
    </>
  )
}
