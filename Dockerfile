# One image for both profiles: the home service (the default command) and the Community AI API.
FROM python:3.13-slim

ENV PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 PIP_NO_CACHE_DIR=1 \
    TRUSTTUNE_DATA_DIR=/data TRUSTTUNE_MUSIC_DIR=/music TRUSTTUNE_HOST=0.0.0.0
RUN useradd --create-home --uid 10001 trusttune \
    && mkdir /data /music && chown trusttune:trusttune /data /music
WORKDIR /app
# The requirements first: they change less often than the code.
COPY requirements.txt .
RUN pip install --require-hashes --requirement requirements.txt
COPY . .
USER trusttune
VOLUME ["/data", "/music"]
EXPOSE 8765 8800
CMD ["sh", "-c", "python manage.py collectstatic --noinput --verbosity 0 && python manage.py migrate --noinput --verbosity 0 && exec python manage.py up"]
