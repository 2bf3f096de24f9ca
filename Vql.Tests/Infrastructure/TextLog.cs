using Microsoft.Extensions.Logging;

namespace Vql.Tests.Infrastructure;

/// <summary>Writes the log of a host to a text writer, in the format of the console.</summary>
/// <param name="text">A thread-safe text writer.</param>
internal sealed class TextLog(TextWriter text) : ILoggerProvider
{
    public ILogger CreateLogger(string categoryName) => new Logger(categoryName, text);

    public void Dispose()
    {
        // The text writer outlives the host.
    }

    private sealed class Logger(string category, TextWriter text) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            text.WriteLine(
                $"{logLevel}: {category}[{eventId.Id}]\n      {formatter(state, exception)}{(exception is null ? "" : $"\n{exception}")}");
    }
}
