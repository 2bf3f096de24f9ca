using System.Diagnostics;

namespace Vql.Testing.Processes;

/// <summary>The console output of a process, which is read while the process runs, so that it never waits for its reader.</summary>
internal sealed class CapturedOutput
{
    private readonly List<string> _lines = [];

    /// <summary>Both streams so far, line by line.</summary>
    public string Text
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    /// <summary>Starts a process, with no input, and captures both of its output streams.</summary>
    public void Start(Process process)
    {
        process.StartInfo.RedirectStandardOutput = true;
        process.StartInfo.RedirectStandardError = true;
        process.StartInfo.RedirectStandardInput = true;
        process.OutputDataReceived += (_, line) => Add(line.Data);
        process.ErrorDataReceived += (_, line) => Add(line.Data);
        process.Start();
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    private void Add(string? line)
    {
        lock (_lines)
        {
            _lines.Add(line ?? "");
        }
    }
}
