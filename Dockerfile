# Two stages: the first has pip and builds the wheels, the second has only what runs.

FROM python:3.12-slim AS build
WORKDIR /src
COPY pyproject.toml README.md LICENSE ./
COPY bot ./bot
COPY handlers ./handlers
COPY knowledge ./knowledge
COPY reminders ./reminders
RUN python -m venv /opt/wicbot \
 && /opt/wicbot/bin/pip install --no-cache-dir --disable-pip-version-check ".[postgres]"

FROM python:3.12-slim
RUN useradd --system --uid 10001 --home-dir /data --shell /usr/sbin/nologin wicbot \
 && install --directory --owner=wicbot --group=wicbot /data
COPY --from=build /opt/wicbot /opt/wicbot
ENV PATH=/opt/wicbot/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    WICBOT_DATA_DIR=/data \
    WICBOT_CACHE_DIR=/data/cache
USER wicbot
WORKDIR /data
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=5s --start-period=30s --retries=3 \
  CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8080/healthz', timeout=4)"]
STOPSIGNAL SIGTERM
CMD ["wicbot", "serve", "--host", "0.0.0.0", "--port", "8080"]
