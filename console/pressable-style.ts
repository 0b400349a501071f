import type { Plugin } from 'vite'

/**
 * React Aria inserts a `<style>` unless an element with this id exists, and the Content-Security-Policy would refuse it. Our
 * stylesheet has its rule, and gets the id.
 */
export function pressableStyle(): Plugin {
  return {
    name: 'pressable-style',
    transformIndexHtml: {
      order: 'post',
      handler: (html) =>
        html.replace('<link rel="stylesheet"', '<link id="react-aria-pressable-style" rel="stylesheet"'),
    },
  }
}
