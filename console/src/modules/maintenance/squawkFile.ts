import { post } from '#api/client.ts'

/** Attaches a file to a squawk. Pictures are redrawn by the server, so what the camera wrote into them is gone. */
export const sendSquawkFile = (id: string, file: File) =>
  post('/api/v1/maintenance/squawks/{id}/files', {
    path: { id },
    query: { filename: file.name },
    body: new Blob([file], { type: file.type || 'application/octet-stream' }) as never,
    headers: { 'Content-Type': file.type || 'application/octet-stream' },
  })
