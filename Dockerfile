# Debian, not Alpine: the PostgreSQL that npm brings needs glibc.
FROM node:24-slim AS packages
WORKDIR /app
COPY package.json package-lock.json ./
# The image is a Node 24 already; the one from npm would double its size.
RUN npm ci --omit=dev && rm -rf node_modules/node-linux-* node_modules/.bin/node

FROM node:24-slim AS console
WORKDIR /app
COPY package.json package-lock.json tsconfig.json ./
RUN npm ci
COPY console console
COPY src/client src/client
RUN npx vite build --config console/vite.config.ts --configLoader native

FROM node:24-slim
ENV NODE_ENV=production
WORKDIR /app
COPY --from=packages /app/node_modules node_modules
COPY . .
COPY --from=console /app/console/dist console/dist
# Used only without DATABASE_URL: the embedded PostgreSQL lives here.
RUN mkdir -p data && chown node:node data
VOLUME /app/data
USER node
EXPOSE 8080
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s \
  CMD ["node", "-e", "fetch('http://127.0.0.1:8080/health/live').then(({ ok }) => process.exit(ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "--max-semi-space-size=8", "src/main.ts"]
