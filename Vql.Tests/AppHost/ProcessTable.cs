using System.Diagnostics;

namespace Vql.Tests.AppHost;

/// <summary>Finds processes on this machine by the content of their command lines.</summary>
internal static class ProcessTable
{
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(200);

    /// <summary>Finds the processes whose command line or environment names a folder.</summary>
    public static IReadOnlyList<string> Of(string folder) =>
        [.. All().Where(process => CommandOf(process).Contains(folder, StringComparison.Ordinal))
            .Select(process => $"{Path.GetFileName(process)} {Read(process, "cmdline").Replace('\0', ' ')}")];

    /// <summary>Kills a process whose command line and environment contain all parts.</summary>
    public static void Kill(params string[] parts)
    {
        var found = All().First(process => Array.TrueForAll(parts, part => CommandOf(process).Contains(part, StringComparison.Ordinal)));
        using var killed = Process.GetProcessById(int.Parse(Path.GetFileName(found), System.Globalization.CultureInfo.InvariantCulture));
        killed.Kill();
    }

    /// <summary>Waits until no process refers to the folder.</summary>
    /// <returns>The processes that remain after the limit.</returns>
    public static async Task<IReadOnlyList<string>> WaitUntilGoneAsync(string folder, TimeSpan limit, CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (Of(folder) is { Count: > 0 } left)
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit)
            {
                return left;
            }

            await Task.Delay(PollInterval, TimeProvider.System, cancellationToken);
        }

        return [];
    }

    private static IEnumerable<string> All() =>
        Directory.EnumerateDirectories("/proc").Where(process => int.TryParse(Path.GetFileName(process), out _));

    private static string CommandOf(string process) => Read(process, "cmdline") + Read(process, "environ");

    private static string Read(string process, string file)
    {
        try
        {
            return File.ReadAllText(Path.Combine(process, file));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The process has exited in the meantime or belongs to another user.
            return "";
        }
    }
}
