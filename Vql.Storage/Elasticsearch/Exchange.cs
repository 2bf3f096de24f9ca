using System.Text.Json;
using Vql.Storage.Buffers;

namespace Vql.Storage.Elasticsearch;

/// <summary>Makes a value of a 2xx answer's body.</summary>
internal delegate T BodyReader<out T>(ReadOnlySpan<byte> body);

/// <summary>One request and its whole answer within a deadline; whatever goes wrong on the way is a value.</summary>
internal sealed class Exchange(ISearchTransport transport, TimeProvider time)
{
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

        // A partial result is a failure that only the reader of the body sees.
        call.End(answer.Failure ?? (answer.Value as IFallible)?.Failure);
        return answer;
    }

    private async Task<ElasticsearchAnswer<T>> SendAsync<T>(
        TransportRequest request, TimeSpan deadline, BodyReader<T> read, ElasticsearchCall? call, CancellationToken cancellationToken)
    {
        using var timer = new CancellationTokenSource(deadline, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
        try
        {
            using var response = await transport.SendAsync(request, either.Token);
            call?.Answered(response);
            using var body = new Utf8Buffer();
            await body.ReadFromAsync(response.Body, either.Token);
            return response.Status is >= 200 and < 300
                ? new ElasticsearchAnswer<T>(read(body.Written.Span), null)
                : Failed<T>(ElasticsearchFailure.Of(response.Status, body.Written.Span));
        }
        catch (OperationCanceledException) when (timer.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            return Failed<T>(ElasticsearchFailureKind.Timeout, $"no answer within {deadline.TotalMilliseconds:0} ms");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return Failed<T>(ElasticsearchFailureKind.Unreachable, exception.Message);
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or FormatException)
        {
            return Failed<T>(ElasticsearchFailureKind.BadResponse, $"the answer cannot be read: {exception.Message}");
        }
    }

    private static ElasticsearchAnswer<T> Failed<T>(ElasticsearchFailureKind kind, string reason) =>
        Failed<T>(new ElasticsearchFailure(kind, reason));

    private static ElasticsearchAnswer<T> Failed<T>(ElasticsearchFailure failure) => new(default, failure);
}
