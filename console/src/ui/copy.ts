import { useEffect, useState } from 'react'

const shownMs = 2_000

/** Copies a text, and says for two seconds whether that worked. */
export function useCopy() {
  const [result, setResult] = useState<'copied' | 'failed' | null>(null)
  useEffect(() => {
    if (result === null) return
    const timer = setTimeout(() => setResult(null), shownMs)
    return () => clearTimeout(timer)
  }, [result])
  return {
    isCopied: result === 'copied',
    isFailed: result === 'failed',
    copy: async (text: string) => setResult((await copyText(text)) ? 'copied' : 'failed'),
  }
}

async function copyText(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    // Over plain http, and without permission, a browser has no clipboard for scripts.
    return copySelection(text)
  }
}

function copySelection(text: string): boolean {
  const focused = document.activeElement
  const area = document.createElement('textarea')
  area.value = text
  area.readOnly = true
  area.style.position = 'fixed'
  area.style.opacity = '0'
  // A dialog keeps the focus inside, so the text is selected there.
  const place = focused?.closest('[role=dialog]') ?? document.body
  place.append(area)
  area.select()
  try {
    return document.execCommand('copy')
  } catch {
    return false
  } finally {
    area.remove()
    if (focused instanceof HTMLElement) focused.focus()
  }
}
