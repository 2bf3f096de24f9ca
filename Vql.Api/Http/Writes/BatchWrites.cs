using System.Text.Json;
using Vql.Api.Answers;
using Vql.Api.Requests;
using Vql.Core.Filters;

namespace Vql.Api.Http.Writes;

/// <summary>Executes the items of a batch in one transaction. An item with a problem writes nothing and does not affect others.</summary>
internal sealed class BatchWrites(WriteTransactions transactions)
{
    /// <summary>Executes a batch, or returns the earlier response for the same <c>Idempotency-Key</c>.</summary>
    public async Task<IResult> ExecuteAsync(HttpContext context, WrittenEntity entity, CancellationToken cancellationToken)
    {
        var json = await RequestBody.ReadAsync(context.Request, cancellationToken);
        var faults = new List<ParameterFault>();
        var key = WriteTransactions.ReadKey(context.Request, faults);
        var items = BatchBody.Read(json, entity.Fields, faults);
        return items is null || faults.Count > 0
            ? Problems.Of(faults)
            : await transactions.ExecuteAsync(context, key, json, async connection =>
            {
                var outcomes = await new BatchRun(connection, entity, items).ExecuteAsync(cancellationToken);
                return new WriteAnswer(
                    StatusCodes.Status200OK,
                    JsonSerializer.SerializeToUtf8Bytes(BatchAnswer.Of(outcomes), ApiJson.Readable.BatchAnswer), Tag: "");
            }, cancellationToken);
    }
}
