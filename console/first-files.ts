/** Names the files of the first screen in the page, so that a browser asks for them before it has read the first of them. */
import type { Plugin } from 'vite'

const first = ['app/ground.ts', 'app/start.tsx']

export function firstFiles(): Plugin {
  return {
    name: 'first-files',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const files = new Set<string>()
        const add = (file: string) => {
          const chunk = bundle[file]
          if (files.has(file) || chunk?.type !== 'chunk') return
          files.add(file)
          for (const other of chunk.imports) add(other)
        }
        for (const one of Object.values(bundle)) {
          const source = one.type === 'chunk' ? (one.facadeModuleId ?? '') : ''
          if (first.some((name) => source.endsWith(`console/${name}`))) add(one.fileName)
        }
        return [...files]
          .filter((file) => !html.includes(file))
          .map((file) => ({
            tag: 'link',
            attrs: { rel: 'modulepreload', crossorigin: true, href: `/${file}` },
            injectTo: 'head' as const,
          }))
      },
    },
  }
}
