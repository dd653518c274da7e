# Completion of qbank for PowerShell. Its one line for $PROFILE:
# qbank completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName qbank -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $separator = [string][char]0x1f
    $words = @($commandAst.CommandElements | Select-Object -Skip 1 |
        Where-Object { $_.Extent.EndOffset -lt $cursorPosition } |
        ForEach-Object {
            if ($_ -is [System.Management.Automation.Language.StringConstantExpressionAst]) { $_.Value }
            else { $_.Extent.Text }
        })
    $before = [Console]::OutputEncoding
    try {
        [Console]::OutputEncoding = [System.Text.Encoding]::UTF8
        $env:_QBANK_COMPLETE = 'powershell'
        $env:_QBANK_COMPLETE_WORDS = ($words + "$wordToComplete") -join $separator
        $lines = @(& (Get-Command qbank -CommandType Application | Select-Object -First 1) 2>$null)
    } finally {
        [Console]::OutputEncoding = $before
        Remove-Item Env:_QBANK_COMPLETE, Env:_QBANK_COMPLETE_WORDS -ErrorAction SilentlyContinue
    }
    foreach ($line in $lines) {
        # Without a result PowerShell completes names of files itself.
        if ($line -eq "`t") { return }
        $text, $shown, $help = $line -split "`t", 3
        [System.Management.Automation.CompletionResult]::new($text, $shown, 'ParameterValue', $help)
    }
}
