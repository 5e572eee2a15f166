-- Which operations took longest in the platform's own traces, in milliseconds?
SELECT "ssot__OperationName__c" AS operation, COUNT(*) AS spans, MAX("ssot__DurationNumber__c") / 1000000 AS longest_ms
FROM "ssot__TelemetryTraceSpan__dlm"
GROUP BY "ssot__OperationName__c"
