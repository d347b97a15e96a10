# One image for every process: `mimp worker`, `mimp gateway`, and the command line.
FROM python:3.11-slim

ENV PYTHONUNBUFFERED=1 PIP_NO_CACHE_DIR=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_ROOT_USER_ACTION=ignore
WORKDIR /srv/mimp

# The pinned packages change rarely: they have a layer of their own.
COPY requirements/postgresql.txt requirements/postgresql.txt
RUN pip install --require-hashes -r requirements/postgresql.txt

COPY . .
RUN pip install --no-deps --no-build-isolation --editable . \
 && python -m compileall -q . \
 && useradd --system --no-create-home mimp

USER mimp
ENTRYPOINT ["mimp"]
CMD ["--help"]
