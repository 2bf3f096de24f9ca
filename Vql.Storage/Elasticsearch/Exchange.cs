using System.Text.Json;
using Vql.Storage.Buffers;

namespace Vql.Storage.Elasticsearch;

/// <summary>Reads a value from the body of a 2xx response.</summary>
internal delegate T BodyReader<out T>(ReadOnlySpan<byte> body);

/// <summary>Sends a request and reads the whole response within the request timeout. Returns failures as values.</summary>
internal sealed class Exchange(ISearchTransport transport, TimeProvider time)
{
    private static readonly TimeSpan MinDeadline = TimeSpan.FromMilliseconds(1);

    public Task<ElasticsearchAnswer<T>> SendAsync<T>(
        TransportRequest request, TimeSpan deadline, BodyReader<T> read, CancellationToken cancellationToken) =>
        ElasticsearchCall.IsRecorded
            ? SendRecordedAsync(request, deadline, read, cancellationToken)
            : SendAsync(request, deadline, read, null, cancellationToken);

    private async Task<ElasticsearchAnswer<T>> SendRecordedAsync<T>(
        TransportRequest request, TimeSpan deadline, BodyReader<T> read, CancellationToken cancellationToken)
    {
        using var call = ElasticsearchCall.Start(request, time);
        var answer = await SendAsync(request, deadline, read, call, cancellationToken);

        // Only the reader of the body can detect a partial result, which is a failure, too.
        call.End(answer.Failure ?? (answer.Value as IFallible)?.Failure);
        return answer;
    }

    private async Task<ElasticsearchAnswer<T>> SendAsync<T>(
        TransportRequest request, TimeSpan deadline, BodyReader<T> read, ElasticsearchCall? call, CancellationToken cancellationToken)
    {
        // A timer of less than a millisecond could fire after a fast response.
        using var timer = new CancellationTokenSource(deadline < MinDeadline ? TimeSpan.Zero : deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            using var response = await transport.SendAsync(request, either.Token);
            call?.RecordResponse(response);
            using var body = new Utf8Buffer();
            await body.ReadFromAsync(response.Body, either.Token);
            return response.Status is >= 200 and < 300
                ? new ElasticsearchAnswer<T>(read(body.Written.Span), null)
                : Failed<T>(ElasticsearchFailure.Of(response.Status, body.Written.Span));
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Failed<T>(ElasticsearchFailureKind.Timeout, $"no response within {deadline.TotalMilliseconds:0} ms");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Failed<T>(ElasticsearchFailureKind.Unreachable, exception.Message);
        }
        catch (Exception exception) when (IsInvalidBody(exception))
        {
            return Failed<T>(ElasticsearchFailureKind.BadResponse, $"the response is invalid: {exception.Message}");
        }
    }

    // What readers throw for a body of an unexpected structure, such as statistics without the requested index.
    private static bool IsInvalidBody(Exception exception) =>
        exception is JsonException or InvalidOperationException or FormatException or OverflowException or KeyNotFoundException
            or IndexOutOfRangeException or ArgumentException;

    private static ElasticsearchAnswer<T> Failed<T>(ElasticsearchFailureKind kind, string reason) =>
        Failed<T>(new ElasticsearchFailure(kind, reason));

    private static ElasticsearchAnswer<T> Failed<T>(ElasticsearchFailure failure) => new(default, failure);
}
