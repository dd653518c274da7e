# Completion of qbank for bash. Its one line for ~/.bashrc: eval "$(qbank completion bash)"
_qbank_completion() {
    local line
    COMPREPLY=()
    while IFS= read -r line; do
        if [[ $line == $'\t' ]]; then
            # Names of files are the shell's own to complete.
            if [[ $(type -t compopt) == builtin ]]; then
                compopt -o default -o bashdefault +o nospace
            fi
            return 0
        fi
        COMPREPLY+=("$line")
    done < <(_QBANK_COMPLETE=bash command qbank \
        "${COMP_LINE:0:COMP_POINT}" "$COMP_WORDBREAKS" "${COMP_TYPE:-9}" "${COLUMNS:-80}" 2>/dev/null)
}

if [[ $(type -t compopt) == builtin ]]; then
    complete -o nospace -F _qbank_completion qbank
else
    # bash 3.2, as macOS has it, cannot change its mind: files are offered where qbank has nothing to say.
    complete -o nospace -o default -F _qbank_completion qbank
fi
