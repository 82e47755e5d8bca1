/* SPDX-License-Identifier: MIT */
/* What a function that called an `invoke_*` looks at when it has returned. */
int __THREW__, __threwValue;

void setThrew(int threw, int value)
{
    if (__THREW__ != 0) return;
    __THREW__ = threw;
    __threwValue = value;
}
