FROM node:24-slim AS dependencies
WORKDIR /app
COPY package.json package-lock.json ./
# No package needs its install script in production.
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund

FROM node:24-slim
WORKDIR /app
ENV NODE_ENV=production HOST=0.0.0.0 PORT=3000 DATA_DIR=/app/data
COPY --from=dependencies /app/node_modules ./node_modules
COPY package.json ./
COPY flows ./flows
COPY src ./src
# A named volume takes over this owner when it is first mounted.
RUN install -d -o node -g node -m 0700 /app/data
USER node
EXPOSE 3000
HEALTHCHECK --interval=15s --timeout=5s --start-period=30s --retries=4 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/health/live`).then(answer => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
# The heap stays below the memory that docker-compose.yml grants; the part for what is new may not grow to 96 MB beside it.
CMD ["node", "--max-old-space-size=256", "--max-semi-space-size=8", "src/main.ts"]
