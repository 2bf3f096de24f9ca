using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Vql.Api.Http;

namespace Vql.Tests.Api;

/// <summary>The ID of a request in log scopes.</summary>
public sealed class RequestIdTests
{
    [Fact]
    public async Task RequestId_OfARequest_IsInTheScopeOfItsLogEntries()
    {
        var logger = new ScopeLogger();
        IReadOnlyList<object?> during = [];
        var headers = new RequestHeaders(_ =>
        {
            during = [.. logger.Scopes];
            return Task.CompletedTask;
        }, TimeProvider.System, logger);
        var context = new DefaultHttpContext();
        context.Request.Headers["X-Request-Id"] = "trace-7";
        await headers.InvokeAsync(context);
        var scope = Assert.IsType<Dictionary<string, object>>(Assert.Single(during), exactMatch: false);
        Assert.Equal("trace-7", scope[RequestHeaders.ScopeMember]);
        Assert.Empty(logger.Scopes);
    }

    private sealed class ScopeLogger : ILogger<RequestHeaders>
    {
        public Stack<object?> Scopes { get; } = new();

        public IDisposable BeginScope<TState>(TState state)
            where TState : notnull
        {
            Scopes.Push(state);
            return new Scope(Scopes);
        }

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
        }

        private sealed class Scope(Stack<object?> scopes) : IDisposable
        {
            public void Dispose() => scopes.Pop();
        }
    }
}
