import { Anchor, Button, FileButton } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { s } from '../strings.ts'
import classes from './Files.module.css'
import { Section } from './RecordPage.tsx'

const w = s.files
export type FileOf = { id: string; name: string; contentType: string }
type Props = {
  title: string
  files: FileOf[]
  /** The URL of a file. */
  href: (file: FileOf) => string
  attachLabel?: string
  onAttach?: (file: File) => void
  isAttaching?: boolean
}

/** The files of a record. Pictures are shown, other files are listed. */
export function Files({ title, files, href, attachLabel = w.attach, onAttach, isAttaching }: Props) {
  const attach = onAttach ? (
    <FileButton onChange={(file) => (file ? onAttach(file) : undefined)}>
      {(props) => (
        <Button variant="default" loading={isAttaching} {...props}>
          {attachLabel}
        </Button>
      )}
    </FileButton>
  ) : null
  return (
    <Section title={title} actions={attach}>
      {files.length === 0 ? <p className="dim">{w.none}</p> : null}
      <div className={classes.files}>
        {files.map((file) => (
          <figure key={file.id}>
            {file.contentType.startsWith('image/') ? <Picture src={href(file)} name={file.name} /> : null}
            <figcaption>
              <Anchor href={href(file)} download={file.name} inherit>
                {file.name}
              </Anchor>
            </figcaption>
          </figure>
        ))}
      </div>
    </Section>
  )
}

/** The server sends files as downloads, so a picture is fetched and shown from memory. */
function Picture({ src, name }: { src: string; name: string }) {
  const blob = useQuery({
    queryKey: ['file', src],
    queryFn: async () => {
      const response = await fetch(src)
      if (!response.ok) throw new Error(name)
      return response.blob()
    },
    staleTime: Number.POSITIVE_INFINITY,
  })
  const [url, setUrl] = useState<string | null>(null)
  useEffect(() => {
    if (!blob.data) return
    const objectUrl = URL.createObjectURL(blob.data)
    setUrl(objectUrl)
    return () => URL.revokeObjectURL(objectUrl)
  }, [blob.data])
  return url ? <img src={url} alt={name} /> : null
}
