// SPDX-FileCopyrightText: 2026 The afmpeg authors
// SPDX-License-Identifier: MIT

// What a program does with its standard streams and with /dev.

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static int write_to(const char *path, const char *text) {
  int fd = open(path, O_WRONLY);
  if (fd < 0) return -1;
  int count = write(fd, text, strlen(text));
  close(fd);
  return count;
}

int main(void) {
  struct stat info;
  for (int fd = 0; fd < 3; fd++) {
    fstat(fd, &info);
    printf("%d isatty %d chr %d\n", fd, isatty(fd), S_ISCHR(info.st_mode));
  }
  char line[100];
  while (fgets(line, sizeof line, stdin)) printf("line %s", line);
  printf("\n");
  fflush(stdout);
  printf("null %d\n", write_to("/dev/null", "gone"));
  unsigned char bytes[16] = {0};
  int random = open("/dev/urandom", O_RDONLY);
  int count = read(random, bytes, sizeof bytes);
  int sum = 0;
  for (int i = 0; i < count; i++) sum += bytes[i];
  printf("urandom %d %d\n", count, sum);
  int zero = open("/dev/zero", O_RDONLY);
  printf("zero %d %d\n", (int)read(zero, bytes, 1), bytes[0]);
  printf("tty of a device %d\n", isatty(zero));
  fflush(stdout);
  write_to("/dev/stdout", "to stdout\n");
  write_to("/dev/fd/1", "to fd 1\n");
  write_to("/dev/stderr", "caf\xc3\xa9\nunfinished");
  int input = open("/dev/stdin", O_RDONLY);
  printf("stdin again %d\n", (int)read(input, line, sizeof line));
  printf("no line break");
  return 0;
}
