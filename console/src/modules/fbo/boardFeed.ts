/** Follows the events that the wall screen depends on. Returns the function that stops it. */
export function followBoard(token: string | null, onChange: () => void, onLost: () => void): () => void {
  return token === null ? followSession(onChange, onLost) : followLink(token, onChange, onLost)
}

function followSession(onChange: () => void, onLost: () => void): () => void {
  const source = new EventSource('/api/v1/live')
  source.addEventListener('change', onChange)
  // After a broken connection, events may have been missed.
  source.addEventListener('open', onChange)
  source.addEventListener('error', onLost)
  return () => source.close()
}

const againMs = 2000

/** A link's token is sent in a body, where no log keeps it. So the stream is read by hand, without EventSource. */
function followLink(token: string, onChange: () => void, onLost: () => void): () => void {
  const end = new AbortController()
  let timer: ReturnType<typeof setTimeout> | undefined
  const again = () => {
    if (end.signal.aborted) return
    onLost()
    timer = setTimeout(() => void read(), againMs)
  }
  const read = async () => {
    try {
      const response = await fetch('/api/v1/fbo/public/board/live', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ token }),
        signal: end.signal,
      })
      const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader()
      if (!response.ok || !reader) return again()
      onChange()
      for (let part = await reader.read(); !part.done; part = await reader.read())
        if (part.value.includes('event: change')) onChange()
      again()
    } catch {
      again()
    }
  }
  void read()
  return () => {
    clearTimeout(timer)
    end.abort()
  }
}
