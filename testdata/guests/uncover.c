// Tries to get at what is hidden beside the file that the last argument names:
// a directory ".ssh" with a file "keys" in it. Says what worked.
#include <dirent.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static char base[400];

static char *at(const char *name) {
  static char paths[4][600];
  static int next;
  char *path = paths[next++ % 4];
  snprintf(path, 600, "%s/%s", base, name);
  return path;
}

static void tell(const char *what, int worked) {
  if (worked) printf("%s\n", what);
}

static int reads(const char *name) {
  FILE *file = fopen(at(name), "r");
  if (file) fclose(file);
  return file != NULL;
}

static int writes(const char *name) {
  FILE *file = fopen(at(name), "a");
  if (!file) return 0;
  fputs("PWNED\n", file);
  fclose(file);
  return 1;
}

int main(int argc, char **argv) {
  snprintf(base, sizeof base, "%s", argv[argc - 1]);
  *strrchr(base, '/') = 0;
  tell("reads it", reads(".ssh/keys"));
  tell("writes it", writes(".ssh/keys"));
  tell("makes one beside it", writes(".ssh/new"));
  tell("renames the directory", rename(at(".ssh"), at("plain")) == 0);
  tell("reads it by another name", reads("plain/keys"));
  tell("writes it by another name", writes("plain/keys"));
  tell("links it", link(at(".ssh/keys"), at("keys")) == 0);
  symlink(".ssh", at("link"));
  tell("reads it through a link", reads("link/keys"));
  tell("makes a directory", mkdir(at(".made"), 0777) == 0);
  mkdir(at("own"), 0777);
  writes("own/file");
  tell("hides a directory", rename(at("own"), at(".own")) == 0);
  tell("puts one in its place", rename(at("own"), at(".ssh")) == 0);
  tell("makes a link to the outside", symlink("../outside", at("out")) == 0);
  DIR *directory = opendir(base);
  for (struct dirent *entry; directory && (entry = readdir(directory));) {
    if (entry->d_name[0] == '.' && strcmp(entry->d_name, ".") && strcmp(entry->d_name, "..")) printf("lists %s\n", entry->d_name);
  }
  tell("moves its parent", rename(at("sub"), at("moved")) == 0);
  tell("reads it below that", reads("moved/.ssh/keys"));
  return 0;
}
