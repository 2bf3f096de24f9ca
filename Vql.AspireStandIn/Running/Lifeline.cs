using System.Collections.Concurrent;
using System.Diagnostics;

namespace Aspire.Hosting.Running;

/// <summary>
/// Sees to it that no process outlives the AppHost, even one that is killed, as debuggers do. On Linux the
/// kernel tells a child when the thread that started it ends, so all are started by one thread that lasts.
/// </summary>
internal static class Lifeline
{
    private const string Setpriv = "/usr/bin/setpriv";

    private static readonly bool IsAvailable = OperatingSystem.IsLinux() && File.Exists(Setpriv);
    private static readonly BlockingCollection<(Process Process, TaskCompletionSource Started)> Waiting = [];
    private static readonly Lazy<Thread> Starter = new(() =>
    {
        var thread = new Thread(StartWaiting) { IsBackground = true, Name = "process starter" };
        thread.Start();
        return thread;
    });

    /// <summary>The command that also ends when the AppHost does; setpriv becomes the program, so the process is the same.</summary>
    public static (string File, IEnumerable<string> Arguments) Tie(string file, IReadOnlyList<string> arguments) =>
        IsAvailable ? (Setpriv, ["--pdeathsig", "TERM", "--", file, .. arguments]) : (file, arguments);

    /// <summary>Starts a process.</summary>
    /// <exception cref="System.ComponentModel.Win32Exception">There is no such program.</exception>
    public static void Start(Process process)
    {
        if (!IsAvailable)
        {
            process.Start();
            return;
        }

        _ = Starter.Value;
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Waiting.Add((process, started));
        started.Task.GetAwaiter().GetResult();
    }

    private static void StartWaiting()
    {
        foreach (var (process, started) in Waiting.GetConsumingEnumerable())
        {
            try
            {
                process.Start();
                started.SetResult();
            }
            catch (Exception exception)
            {
                started.SetException(exception);
            }
        }
    }
}
