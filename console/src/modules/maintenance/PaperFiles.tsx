import { post } from '#api/client.ts'
import { type FileOf, Files } from '#ui/Files.tsx'
import { useAction } from '#ui/useAction.ts'
import { t } from './squawkStrings.ts'

const paths = {
  directive: '/api/v1/maintenance/directives/{id}/files',
  work_order: '/api/v1/maintenance/work-orders/{id}/files',
  component_installation: '/api/v1/maintenance/installations/{id}/files',
} as const
export type Holder = keyof typeof paths

/** Where a file of a record is. */
export const hrefOf = (of: Holder, id: string, fileId: string) => `${paths[of].replace('{id}', id)}/${fileId}`

/** The papers of a record: the text of a directive, release certificates, photographs of the work. */
export function PaperFiles({
  of,
  id,
  files,
  title,
  mayAttach,
}: {
  of: Holder
  id: string
  files: FileOf[]
  title: string
  mayAttach: boolean
}) {
  const attach = useAction({
    run: (file: File) =>
      post(paths[of], {
        path: { id },
        query: { filename: file.name },
        body: new Blob([file], { type: file.type || 'application/octet-stream' }) as never,
        headers: { 'Content-Type': file.type || 'application/octet-stream' },
      }),
    done: t.page.attached,
    changes: [of],
  })
  return (
    <Files
      title={title}
      files={files}
      href={(file) => hrefOf(of, id, file.id)}
      onAttach={mayAttach ? (file) => attach.mutate(file) : undefined}
      isAttaching={attach.isPending}
    />
  )
}
