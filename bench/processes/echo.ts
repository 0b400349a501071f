/** The bare Express JSON echo that ingest is measured against, with the switches the hub's own server has. */
import type { AddressInfo } from 'node:net'
import express from 'express'
import { answer } from './answer.ts'

const app = express()
app.disable('x-powered-by').disable('etag')
app.post('/echo', express.json(), (request, response) => {
  response.json(request.body)
})
const server = app.listen(0, '127.0.0.1')

answer(async () => ({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/echo` }))
