import { get } from '#api/client.ts'
import type { RecordOf } from '#api/record.ts'
import { bytes } from '#ui/bytes.ts'
import { Instant } from '#ui/Instant.tsx'
import { RecordList } from '#ui/RecordList.tsx'
import { StatusBadge } from '#ui/StatusBadge.tsx'
import type { Column } from '#ui/table/column.ts'
import { documents as w } from './githubStrings.ts'

type Document = RecordOf<'training_document'>

const columns: Column<Document>[] = [
  {
    id: 'title',
    header: w.name,
    sort: 'title',
    cell: ({ id, title }) => (
      <a href={`/api/v1/training/documents/${id}/file`} download>
        {title}
      </a>
    ),
    text: ({ title }) => title,
  },
  { id: 'path', header: w.path, cell: ({ path }) => path, text: ({ path }) => path, isWide: true },
  {
    id: 'size',
    header: w.size,
    cell: ({ sizeBytes }) => bytes(sizeBytes),
    text: ({ sizeBytes }) => String(sizeBytes),
  },
  {
    id: 'updatedAt',
    header: w.changed,
    sort: 'updatedAt',
    cell: ({ updatedAt }) => <Instant at={updatedAt} />,
    text: ({ updatedAt }) => updatedAt,
  },
  {
    id: 'state',
    header: w.state,
    cell: ({ withdrawnAt }) => (withdrawnAt ? <StatusBadge tone="neutral">{w.withdrawn}</StatusBadge> : null),
    text: ({ withdrawnAt }) => (withdrawnAt ? w.withdrawn : w.current),
  },
]

/** Manuals that were read from repositories, for everybody who trains or teaches. */
export default function DocumentList() {
  return (
    <RecordList
      id="training-documents"
      subject="training_document"
      words={w}
      columns={columns}
      load={(query) => get('/api/v1/training/documents', { query })}
      rowName={({ title }) => title}
    />
  )
}
