using Spectre.Console;

namespace Vql.SyncWorker.Output;

/// <summary>Shows the progress on standard error: as a bar on a terminal, otherwise as a line every two seconds.</summary>
internal sealed class ProgressDisplay(TimeProvider time, TextWriter error)
{
    private static readonly TimeSpan LineInterval = TimeSpan.FromSeconds(2);

    private readonly IAnsiConsole _console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(error) });

    /// <summary>Runs an operation and shows its progress.</summary>
    /// <param name="title">The name of the operation.</param>
    /// <param name="unit">The counted unit.</param>
    /// <param name="work">The operation, which reports its progress to the meter.</param>
    public Task<T> RunAsync<T>(string title, string unit, Func<ProgressMeter, Task<T>> work) =>
        _console.Profile.Out.IsTerminal && _console.Profile.Capabilities.Interactive
            ? ShowBarAsync(title, unit, work)
            : ShowLinesAsync(title, unit, work);

    private Task<T> ShowBarAsync<T>(string title, string unit, Func<ProgressMeter, Task<T>> work) =>
        _console.Progress()
            .Columns(
                new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new ElapsedTimeColumn(), new SpinnerColumn())
            .StartAsync(progress =>
            {
                var task = progress.AddTask(Markup.Escape(title));
                task.IsIndeterminate = true;
                return work(new ProgressMeter((done, fraction) =>
                {
                    task.Description = Markup.Escape($"{title}: {done:N0} {unit}");
                    task.IsIndeterminate = fraction is null;
                    task.Value = (fraction ?? 0) * task.MaxValue;
                }));
            });

    private async Task<T> ShowLinesAsync<T>(string title, string unit, Func<ProgressMeter, Task<T>> work)
    {
        var started = time.GetTimestamp();
        var last = TimeSpan.Zero;
        return await work(new ProgressMeter((done, fraction) =>
        {
            var elapsed = time.GetElapsedTime(started);
            if (elapsed - last >= LineInterval)
            {
                last = elapsed;
                error.WriteLine($"{title}: {done:N0} {unit}{(fraction is null ? "" : $", {fraction:P0}")}");
            }
        }));
    }
}
