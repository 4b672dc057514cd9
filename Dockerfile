# One image for all five services; the command says which one it is.
FROM node:22-slim
ENV NODE_ENV=production
WORKDIR /app
COPY package.json package-lock.json ./
# No dependency needs its install script (docs/dependencies.md).
RUN npm ci --omit=dev --ignore-scripts --no-audit --no-fund && npm cache clean --force
COPY . .
RUN node scripts/build.mjs
# Mails that no SMTP server takes land here; a volume mounted here inherits the owner.
RUN mkdir .data && chown node:node .data
USER node
ENTRYPOINT ["node", "--enable-source-maps", "--heap-growing-percent=200", "dist/main.mjs"]
CMD ["all"]
